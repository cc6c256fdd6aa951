//! Ten thousand workspaces.

use super::{Home, System, lay, workspaces};
use std::time::Instant;

#[test]
fn ten_thousand_workspaces_are_surveyed_without_haste_growing() {
    let home = Home::empty(System::Linux);
    lay::lay_large(&home.look.home, lay::LARGE);
    let began = Instant::now();
    let found = home.survey();
    let took = began.elapsed();
    assert_eq!(workspaces(&found).len(), 2 * lay::LARGE.workspaces);
    // a build without optimisation takes its time; what grows with the square of the count takes minutes
    assert!(took.as_secs() < 20, "it took {took:?}");
}
