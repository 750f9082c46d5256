//! Opening what was sealed, wrapping keys for people, and keys of single concerns.
//! **Must never be in the tree of the public door** (a test says so). Must not know HTTP or the store.
