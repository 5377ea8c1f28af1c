//! Where memory is from. Requests of usual size need none: so the least code wins
//! (1.5 KB instead of the default's 8). What is asked of the host is not merged with
//! what was there; an instance that has grown large is given up by the facade.

use rlsf::{GlobalTlsf, GlobalTlsfOptions};

struct Small;

impl GlobalTlsfOptions for Small {
    const ENABLE_REALLOCATION: bool = false;
    const COALESCE_POOLS: bool = false;
}

#[global_allocator]
static ALLOCATOR: GlobalTlsf<Small> = GlobalTlsf::new();
