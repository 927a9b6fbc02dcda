//! The program: arguments in, one call, exit code out.

use std::io::{self, Write};
use std::process::ExitCode;

use anstream::AutoStream;
use tagproof::cli::{self, Closed, Environment};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let environment = Environment::read();
    let mut out: Box<dyn Write + Send> = if environment.output_is_closed {
        Box::new(Closed)
    } else {
        Box::new(AutoStream::auto(io::stdout()))
    };
    let mut err = AutoStream::auto(io::stderr());
    let exit = cli::run(std::env::args_os(), &environment, &mut out, &mut err);
    ExitCode::from(exit.code())
}
