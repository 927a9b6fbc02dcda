//! Tests of the whole house.

mod architecture;
mod circles;
mod imports;
mod literals;
mod sources;
