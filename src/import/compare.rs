//! Asks the plan of the new site what answers at each old address.
