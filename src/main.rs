//! The program: arguments in, one call, exit code out.

use std::process::ExitCode;

use tagproof::cli::{self, Environment};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let environment = Environment::read();
    let mut out = anstream::AutoStream::auto(std::io::stdout());
    let mut err = anstream::AutoStream::auto(std::io::stderr());
    let exit = cli::run(std::env::args_os(), &environment, &mut out, &mut err);
    ExitCode::from(exit.code())
}
