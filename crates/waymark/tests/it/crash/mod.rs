//! Never lose a concern, and never leave one readable: kills, full disks, databases that go away, and what memory and disk hold after.
//! Must not know how anything is kept: the program is started, told, hurt, and looked at from outside.

mod apart;
mod away;
mod canary;
mod crowd;
mod doors;
mod form;
mod full;
mod house;
mod kill;
mod synced;
