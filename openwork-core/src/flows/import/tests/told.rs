//! What a plan and a status say, so that a person who was not there knows what became of everything.

use super::*;
use serde_json::json;

const DESKTOP: &str = ".local/share/com.differentai.openwork/openwork-workspaces.json";

fn list(entries: &[Value]) -> Value {
    json!({ "workspaces": entries })
}

#[tokio::test]
async fn a_source_that_was_taken_back_says_nothing_to_a_start() {
    let entry = |name: &str| list(&[json!({ "id": "ws_x", "path": "{{HOME}}/w", "name": name })]);
    let Laid { _top, home, imports, store } = with_files(&[(SERVER, entry("W")), ("w/.keep", Value::Null)]);
    imports.run(Asked::ByStart).await.unwrap();
    imports.undo(async |_| Ok(())).await.unwrap();
    write(&home, &[(SERVER, entry("W2")), (DESKTOP, entry("desk"))]);
    imports.run(Asked::ByStart).await.unwrap();
    let names = || workspaces(&store).into_iter().map(|it| it.display_name).collect::<Vec<_>>();
    assert_eq!(names(), ["desk"]);
    imports.run(Asked::ByCaller).await.unwrap();
    assert_eq!(names(), ["W2"], "who asks for it has all of it");
}
