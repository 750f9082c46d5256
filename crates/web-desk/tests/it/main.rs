//! The desk door as people and programs meet it, without a network.

mod door;
mod kit;
mod people;
mod tell;
