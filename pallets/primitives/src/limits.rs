//! Upper bounds on everything a user can make grow. Types enforce them, so an over-long value cannot be decoded.

/// Longest slug of an agent, in bytes.
pub const MAX_SLUG: u32 = 32;
/// Shortest slug of an agent, in bytes.
pub const MIN_SLUG: u32 = 3;
/// Longest capability name, in bytes.
pub const MAX_CAPABILITY: u32 = 48;
/// Most capabilities one agent offers or one task requires.
pub const MAX_CAPABILITIES: u32 = 16;
/// Longest title of a task, in bytes of UTF-8.
pub const MAX_TITLE: u32 = 128;
/// Most bids standing on one task at a time.
pub const MAX_BIDS: u32 = 32;
/// Most tasks settled by one call.
pub const MAX_SETTLE_BATCH: u32 = 100;
/// Most audited tasks settled by one call; few are audited, and each is much work.
pub const MAX_AUDITED: u32 = 10;
/// Most members of one committee of verifiers.
pub const MAX_COMMITTEE: u32 = 31;
