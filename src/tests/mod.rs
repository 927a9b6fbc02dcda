//! Tests of the whole house.

mod architecture;
