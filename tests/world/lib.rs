//! The world the stories happen in: handhelds, a hub, a network that fails, one clock, one seed.
