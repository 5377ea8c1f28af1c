//! Where memory is from. Requests of usual size need none: so the least code wins
//! (1.5 KB instead of the default's 8).

use rlsf::{GlobalTlsf, GlobalTlsfOptions};

struct Small;

impl GlobalTlsfOptions for Small {
    const ENABLE_REALLOCATION: bool = false;
    // Pages are asked for one after another: they make one pool.
    const COALESCE_POOLS: bool = true;
}

#[global_allocator]
static ALLOCATOR: GlobalTlsf<Small> = GlobalTlsf::new();
