"""Compares the snapshots with those of an earlier commit, but for renamed mutants:
compare_snapshots.py BINARY [COMMIT].

BINARY is tagproof, which says what its mutants were called before, so that there
is no second table of them. Without the commit, as in a shallow clone, it says that
it proves nothing. What is new is named; only what was there must be as it was.
"""

import difflib
import json
import pathlib
import re
import subprocess
import sys

# The one that proves mutants by smaller cases. A change that is meant to change
# what was there moves this to the commit that makes it.
SINCE = "aedfe60c8c58"

# What was meant to change since, a line for a line.
MEANT = {}

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDER = "snapshots"


def git(*words):
    """What git says to this, or nothing where it cannot."""
    try:
        ended = subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True)
    except OSError:
        return None
    return ended.stdout.decode() if ended.returncode == 0 else None


def earlier(commit):
    """The snapshots of the commit: their texts by path."""
    names = git("ls-tree", "-r", "--name-only", "-z", commit, f"{FOLDER}/").split("\0")
    return {name: git("show", f"{commit}:{name}") for name in names if name}


def present():
    """The same of the working tree."""
    files = sorted(file for file in (ROOT / FOLDER).rglob("*") if file.is_file())
    return {file.relative_to(ROOT).as_posix(): file.read_bytes().decode() for file in files}


def renamed(binary):
    """The new name of each mutant by every old one."""
    listed = subprocess.run(
        [binary, "list", "mutants", "--format", "json"], check=True, capture_output=True
    )
    mutants = json.loads(listed.stdout)
    return {old: mutant["id"] for mutant in mutants for old in mutant["aliases"]}


def by_new_names(text, names, seen):
    """The text with mutants by their new names; those that it had to rename are seen."""

    def new_name(word):
        if word.group() not in names:
            return word.group()
        seen.add(names[word.group()])
        return names[word.group()]

    # A whole word, as the ids of cases are: a part of one is no mutant.
    return re.sub(r"[\w/-]+", new_name, text)


def as_meant(text, met):
    """The text with the lines that were meant to change; those that it had are met."""
    lines = text.split("\n")
    met.update(line for line in lines if line in MEANT)
    return "\n".join(MEANT.get(line, line) for line in lines)


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    commit = sys.argv[2] if len(sys.argv) == 3 else SINCE
    if git("cat-file", "-e", f"{commit}^{{commit}}") is None:
        missing = f"no commit {commit} here"
        # One that was asked for is misspelt unless history was left out.
        if len(sys.argv) == 3 and git("rev-parse", "--is-shallow-repository") == "false\n":
            sys.exit(missing)
        print(f"{missing}, as in a shallow clone: nothing is proved of the snapshots")
        return
    names, seen, met = renamed(sys.argv[1]), set(), set()
    before = {path: by_new_names(text, names, seen) for path, text in earlier(commit).items()}
    if commit == SINCE:
        before = {path: as_meant(text, met) for path, text in before.items()}
        if met != MEANT.keys():
            sys.exit(f"nothing was as it is said to have been: {sorted(MEANT.keys() - met)}")
    now = present()
    if not before:
        sys.exit(f"{commit} has no snapshots")

    differing = [path for path, text in before.items() if now.get(path) != text]
    for path in differing:
        for line in difflib.unified_diff(
            # No other line ends than this: snapshots hold stranger ones.
            before[path].split("\n"),
            now.get(path, "").split("\n"),
            f"{path} of {commit}, by new names",
            path if path in now else f"{path}, which is missing",
            lineterm="",
        ):
            print(line)
    if differing:
        sys.exit(1)
    new = sorted(now.keys() - before.keys())
    added = f"; new: {', '.join(new)}" if new else ""
    meant = f" and {len(met)} lines that were meant to change" if met else ""
    print(
        f"{len(before)} snapshots are those of {commit} "
        f"but for {len(seen)} renamed mutants{meant}{added}"
    )


if __name__ == "__main__":
    main()
