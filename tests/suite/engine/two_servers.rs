//! Two servers in one process do not know of each other: nothing in the library is shared by way of the process.

use openwork_core::model::runtime::EngineStart;
use openwork_core::model::workspace::CreateLocalWorkspace;
use openwork_core::{Caller, EngineOptions, Server};
use std::path::Path;

async fn server(folder: &Path) -> Server {
    let engine = EngineOptions { start: EngineStart::Disabled, ..EngineOptions::default() };
    Server::builder(folder).engine(engine).start().await.expect("a server")
}

async fn names(server: &Server) -> Vec<String> {
    let list = server.workspaces(&Caller::host()).list(Default::default()).await.expect("workspaces");
    list.items.iter().map(|workspace| workspace.display_name.to_string()).collect()
}

async fn opens(server: &Server, folder: &Path, name: &str) {
    let body = CreateLocalWorkspace {
        folder_path: folder.to_str().expect("UTF-8").parse().expect("a path"),
        name: name.parse().expect("a name"),
        preset: None,
        create_folder: None,
    };
    server.workspaces(&Caller::host()).create_local(body).await.expect("a workspace");
}

#[tokio::test]
async fn two_servers_in_one_process_do_not_notice_each_other() {
    let (one, other, work) = (tempfile::tempdir(), tempfile::tempdir(), tempfile::tempdir());
    let (one, other, work) = (one.expect("a folder"), other.expect("a folder"), work.expect("a folder"));
    let first = server(one.path()).await;
    let second = server(other.path()).await;
    opens(&first, work.path(), "first").await;
    opens(&second, work.path(), "second").await;
    assert_eq!((names(&first).await, names(&second).await), (vec!["first".to_owned()], vec!["second".to_owned()]));
    assert_ne!(first.host_token(), second.host_token());
    assert!(first.authenticate(second.host_token()).is_err(), "a token opens one server");

    let report = first.shutdown().await;
    assert_eq!(report.late, [""; 0]);
    assert_eq!(first.shutdown().await, report, "a second stop does no harm and says the same");
    assert!(first.workspaces(&Caller::host()).list(Default::default()).await.is_err());
    opens(&second, work.path(), "second, still").await;
    assert!(second.authenticate(second.host_token()).is_ok());

    // The folder is free for another, in this very process, once nobody holds the first.
    drop(first);
    let third = server(one.path()).await;
    assert_eq!(names(&third).await, ["first"]);
    assert_eq!((third.shutdown().await.late, second.shutdown().await.late), (Vec::new(), Vec::new()));
}
