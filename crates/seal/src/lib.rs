//! Sealing to the team, padding, receipts, and the carry of a form between pages.
//! **Cannot open a sealed concern.** Must not know HTTP or the store.
