//! The program from outside: what people and scripts see of it. One binary, so that tests which
//! wait run beside tests which compute.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

mod again;
mod bad_weather;
mod command_line;
mod curl_scripts;
mod determinism;
mod editions;
mod exec_target;
mod folder;
#[cfg(unix)]
mod front;
mod fuzz_command;
mod gate;
mod hostile_texts;
mod leaving;
mod lost_target;
mod mutants_command;
mod mutants_die;
mod outputs;
mod program;
mod races;
#[cfg(unix)]
mod reaching;
mod readme;
mod relay;
mod reported;
mod reports;
mod restarts;
mod schemas;
mod secrets;
mod served;
mod settings;
mod started_target;
