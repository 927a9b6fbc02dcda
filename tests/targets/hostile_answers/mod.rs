//! Targets that answer nothing sensible: a run of them ends, says so, and never says that they conform.

mod bare_server;

mod bodies;
mod bounds;
mod carried;
mod elsewhere;
mod front;
mod heads;
mod http;
mod silent;
