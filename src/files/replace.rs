//! Files that are replaced whole, and checked before there is anything to write.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use super::stream::Stream;

/// Replaces a file as a whole: what is written goes beside it, onto the disk, and
/// takes its name at the end, so that who is killed or finds the disk full leaves
/// the old file as it was. Links stay links, and permissions what they were.
/// What is no regular file (a pipe, `/dev/stdout`) is written in place, and so is
/// a file whose folder takes no other. The content may be asked for twice.
///
/// # Errors
///
/// What the system has against it; the old file is still there then, unless it
/// had to be written in place.
pub fn replace(path: &Path, content: &dyn Fn(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let Some(place) = replaceable(path)? else {
        return fill(in_place(path)?, content);
    };
    let folder = folder_of(&place);
    let beside = match beside(&place, folder) {
        Ok(beside) => beside,
        // One that may be written, in a folder that may not.
        Err(cause) if place.exists() && cause.kind() == ErrorKind::PermissionDenied => {
            return fill(in_place(path)?, content);
        }
        Err(cause) => return Err(cause),
    };
    let mut file = BufWriter::new(beside);
    content(&mut file)?;
    let beside = file.into_inner().map_err(io::IntoInnerError::into_error)?;
    beside.as_file().sync_all()?;
    match beside.persist(&place) {
        Ok(_) => Ok(()),
        // Something is mounted there.
        Err(refused) if refused.error.kind() == ErrorKind::ResourceBusy => {
            fill(in_place(path)?, content)
        }
        Err(refused) => Err(refused.error),
    }
}

/// Opens what is written in place, from its beginning. Standard output and error
/// go on where they are, also if they lead into a file.
///
/// # Errors
///
/// What the system has against it.
pub fn in_place(path: &Path) -> io::Result<File> {
    match Stream::named(path) {
        Some(stream) => stream.file(),
        None => File::create(path),
    }
}

/// Whether something could be written there, with the folders for it made: asked
/// before the work whose result it is to hold.
///
/// # Errors
///
/// What the system would have against it.
pub fn prepare(path: &Path) -> io::Result<()> {
    if Stream::named(path).is_some() {
        return Ok(());
    }
    match fs::metadata(path) {
        Ok(there) if there.is_dir() => Err(ErrorKind::IsADirectory.into()),
        // To open a pipe waits for its reader.
        Ok(there) if !there.is_file() => Ok(()),
        Ok(_) => OpenOptions::new().append(true).open(path).map(|_| ()),
        Err(cause) if cause.kind() == ErrorKind::NotFound => {
            fs::create_dir_all(folder_of(path))?;
            File::create_new(path)?;
            fs::remove_file(path)
        }
        Err(cause) => Err(cause),
    }
}

/// The same for a folder that files may be written into. It is only tried out: one
/// that is not there is made when there is something for it.
///
/// # Errors
///
/// What the system would have against it.
pub fn prepare_folder(path: &Path) -> io::Result<()> {
    let is_new = !path.exists();
    fs::create_dir_all(path)?;
    let tried = tempfile::tempfile_in(path).map(|_| ());
    if is_new {
        fs::remove_dir(path)?;
    }
    tried
}

/// What a path leads to, however it is written: two that lead to one file are
/// equal. It need not be there.
pub fn destination(path: &Path) -> PathBuf {
    if let Ok(whole) = path.canonicalize() {
        return whole;
    }
    let folder = folder_of(path).canonicalize();
    match (folder, path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}

/// The regular file that a path leads to or would lead to; nothing where it leads
/// to something else.
fn replaceable(path: &Path) -> io::Result<Option<PathBuf>> {
    if Stream::named(path).is_some() {
        return Ok(None);
    }
    match fs::metadata(path) {
        Ok(there) if there.is_file() => {
            // One that must not be written is not replaced either.
            OpenOptions::new().append(true).open(path)?;
            path.canonicalize().map(Some)
        }
        Ok(_) => Ok(None),
        // A link to nothing yet: its target is what is made.
        Err(_) if path.is_symlink() => Ok(None),
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(Some(path.to_owned())),
        Err(cause) => Err(cause),
    }
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

/// A new file in that folder, with the permissions of the one that it will
/// replace, or of any new file.
fn beside(place: &Path, folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(".tagproof-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // What the user masks is taken off it.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let file = builder.tempfile_in(folder)?;
    if let Ok(old) = fs::metadata(place) {
        file.as_file().set_permissions(old.permissions())?;
    }
    Ok(file)
}

fn fill(file: File, content: &dyn Fn(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut file = BufWriter::new(file);
    content(&mut file)?;
    file.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(path: &Path, text: &str) -> io::Result<()> {
        replace(path, &|out| out.write_all(text.as_bytes()))
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_the_old_one_or_the_new_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        written(&path, "old").unwrap();
        let failed = replace(&path, &|out| {
            out.write_all(&vec![b'x'; 100_000])?;
            Err(ErrorKind::StorageFull.into())
        });
        assert_eq!(failed.unwrap_err().kind(), ErrorKind::StorageFull);
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        written(&path, "new").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(names(folder.path()), ["a"], "nothing is left beside it");
    }

    #[cfg(unix)]
    #[test]
    fn links_and_permissions_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};

        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("a"), folder.path().join("b"));
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("a", &link).unwrap();
        written(&link, "new").unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
        // A link to nothing yet makes its target.
        let (later, there) = (folder.path().join("c"), folder.path().join("d"));
        symlink("d", &later).unwrap();
        written(&later, "made").unwrap();
        assert!(later.is_symlink());
        assert_eq!(fs::read_to_string(there).unwrap(), "made");
    }

    #[cfg(unix)]
    #[test]
    fn a_new_file_has_the_permissions_of_any_new_file() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let (ours, any) = (folder.path().join("a"), folder.path().join("b"));
        written(&ours, "").unwrap();
        fs::write(&any, "").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&ours), mode(&any));
    }

    #[test]
    fn what_is_no_file_is_written_in_place_and_never_tried_out() {
        written(Path::new("/dev/null"), "gone").unwrap();
        prepare(Path::new("/dev/null")).unwrap();
        assert!(!Path::new("/dev/null").is_file());
    }

    #[test]
    fn what_cannot_be_written_is_known_before_and_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "kept").unwrap();
        prepare(&file).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "kept");
        prepare(&folder.path().join("new/er/report")).unwrap();
        assert_eq!(names(&folder.path().join("new/er")), [""; 0]);
        for wrong in [
            folder.path().to_owned(),
            file.join("below"),
            file.join("below/that"),
            folder.path().join("x".repeat(300)),
            PathBuf::from("/dev/null/below"),
        ] {
            assert!(prepare(&wrong).is_err(), "{}", wrong.display());
            assert!(written(&wrong, "x").is_err(), "{}", wrong.display());
        }
        assert!(prepare_folder(&file).is_err());
        assert!(prepare_folder(&file.join("below")).is_err());
        prepare_folder(&folder.path().join("some/folder")).unwrap();
        assert_eq!(names(&folder.path().join("some")), [""; 0]);
    }

    #[test]
    fn one_file_under_two_names_is_one() {
        let folder = tempfile::tempdir().unwrap();
        let (plain, round) = (folder.path().join("a"), folder.path().join("../x/a"));
        assert_ne!(destination(&plain), destination(&round));
        let name = folder.path().file_name().unwrap();
        let round = folder.path().join("..").join(name).join("a");
        assert_eq!(destination(&plain), destination(&round));
        assert_eq!(
            destination(Path::new("no-such-file")),
            destination(Path::new("./no-such-file"))
        );
    }
}
