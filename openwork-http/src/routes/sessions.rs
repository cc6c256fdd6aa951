//! Sessions.

use crate::extract::Call;
use openwork_core::Result;
use openwork_core::model::history::{DeletedMessage, DeletedPart, RevertedSession, SessionDiff};
use openwork_core::model::message::{AcceptedPrompt, Message, MessageList, Part};
use openwork_core::model::run::SummarizedSession;
use openwork_core::model::session::{
    AbortedSession, DeletedSession, Session, SessionList, SessionSnapshot, SessionStatus, SessionStatuses, TodoList,
};
use openwork_core::operation::endpoint;

pub(crate) async fn list(call: Call<endpoint::SessionsList>) -> Result<SessionList> {
    call.server.sessions(&call.caller).list(&call.path.workspace_id, call.query).await
}

pub(crate) async fn create(call: Call<endpoint::SessionsCreate>) -> Result<Session> {
    call.server.sessions(&call.caller).create(&call.path.workspace_id, call.body).await
}

pub(crate) async fn statuses(call: Call<endpoint::SessionsStatuses>) -> Result<SessionStatuses> {
    call.server.sessions(&call.caller).statuses(&call.path.workspace_id).await
}

pub(crate) async fn get(call: Call<endpoint::SessionsGet>) -> Result<Session> {
    call.server.sessions(&call.caller).get(&call.path.workspace_id, &call.path.session_id).await
}

pub(crate) async fn update(call: Call<endpoint::SessionsUpdate>) -> Result<Session> {
    call.server.sessions(&call.caller).update(&call.path.workspace_id, &call.path.session_id, call.body).await
}

pub(crate) async fn delete(call: Call<endpoint::SessionsDelete>) -> Result<DeletedSession> {
    call.server.sessions(&call.caller).delete(&call.path.workspace_id, &call.path.session_id).await
}

pub(crate) async fn status(call: Call<endpoint::SessionsStatus>) -> Result<SessionStatus> {
    call.server.sessions(&call.caller).status(&call.path.workspace_id, &call.path.session_id).await
}

pub(crate) async fn snapshot(call: Call<endpoint::SessionsSnapshot>) -> Result<SessionSnapshot> {
    call.server.sessions(&call.caller).snapshot(&call.path.workspace_id, &call.path.session_id).await
}

pub(crate) async fn list_messages(call: Call<endpoint::SessionsListMessages>) -> Result<MessageList> {
    call.server.sessions(&call.caller).list_messages(&call.path.workspace_id, &call.path.session_id, call.query).await
}

pub(crate) async fn get_message(call: Call<endpoint::SessionsGetMessage>) -> Result<Message> {
    call.server
        .sessions(&call.caller)
        .get_message(&call.path.workspace_id, &call.path.session_id, &call.path.message_id)
        .await
}

pub(crate) async fn send_message(call: Call<endpoint::SessionsSendMessage>) -> Result<Message> {
    call.server.sessions(&call.caller).send_message(&call.path.workspace_id, &call.path.session_id, call.body).await
}

pub(crate) async fn prompt_async(call: Call<endpoint::SessionsPromptAsync>) -> Result<AcceptedPrompt> {
    call.server.sessions(&call.caller).prompt_async(&call.path.workspace_id, &call.path.session_id, call.body).await
}

pub(crate) async fn abort(call: Call<endpoint::SessionsAbort>) -> Result<AbortedSession> {
    call.server.sessions(&call.caller).abort(&call.path.workspace_id, &call.path.session_id).await
}

pub(crate) async fn todo(call: Call<endpoint::SessionsTodo>) -> Result<TodoList> {
    call.server.sessions(&call.caller).todo(&call.path.workspace_id, &call.path.session_id).await
}

pub(crate) async fn children(call: Call<endpoint::SessionsChildren>) -> Result<SessionList> {
    call.server.sessions(&call.caller).children(&call.path.workspace_id, &call.path.session_id).await
}

pub(crate) async fn diff(call: Call<endpoint::SessionsDiff>) -> Result<SessionDiff> {
    call.server.sessions(&call.caller).diff(&call.path.workspace_id, &call.path.session_id, call.query).await
}

pub(crate) async fn command(call: Call<endpoint::SessionsCommand>) -> Result<Message> {
    call.server.sessions(&call.caller).command(&call.path.workspace_id, &call.path.session_id, call.body).await
}

pub(crate) async fn shell(call: Call<endpoint::SessionsShell>) -> Result<Message> {
    call.server.sessions(&call.caller).shell(&call.path.workspace_id, &call.path.session_id, call.body).await
}

pub(crate) async fn init(call: Call<endpoint::SessionsInit>) -> Result<Message> {
    call.server.sessions(&call.caller).init(&call.path.workspace_id, &call.path.session_id, call.body).await
}

pub(crate) async fn fork(call: Call<endpoint::SessionsFork>) -> Result<Session> {
    call.server.sessions(&call.caller).fork(&call.path.workspace_id, &call.path.session_id, call.body).await
}

pub(crate) async fn summarize(call: Call<endpoint::SessionsSummarize>) -> Result<SummarizedSession> {
    call.server.sessions(&call.caller).summarize(&call.path.workspace_id, &call.path.session_id, call.body).await
}

pub(crate) async fn revert(call: Call<endpoint::SessionsRevert>) -> Result<RevertedSession> {
    call.server.sessions(&call.caller).revert(&call.path.workspace_id, &call.path.session_id, call.body).await
}

pub(crate) async fn unrevert(call: Call<endpoint::SessionsUnrevert>) -> Result<RevertedSession> {
    call.server.sessions(&call.caller).unrevert(&call.path.workspace_id, &call.path.session_id).await
}

pub(crate) async fn share(call: Call<endpoint::SessionsShare>) -> Result<Session> {
    call.server.sessions(&call.caller).share(&call.path.workspace_id, &call.path.session_id).await
}

pub(crate) async fn unshare(call: Call<endpoint::SessionsUnshare>) -> Result<Session> {
    call.server.sessions(&call.caller).unshare(&call.path.workspace_id, &call.path.session_id).await
}

pub(crate) async fn delete_message(call: Call<endpoint::SessionsDeleteMessage>) -> Result<DeletedMessage> {
    let at = call.path;
    call.server.sessions(&call.caller).delete_message(&at.workspace_id, &at.session_id, &at.message_id).await
}

pub(crate) async fn update_part(call: Call<endpoint::SessionsUpdatePart>) -> Result<Part> {
    let at = call.path;
    let sessions = call.server.sessions(&call.caller);
    sessions.update_part(&at.workspace_id, &at.session_id, &at.message_id, &at.part_id, call.body).await
}

pub(crate) async fn delete_part(call: Call<endpoint::SessionsDeletePart>) -> Result<DeletedPart> {
    let at = call.path;
    let sessions = call.server.sessions(&call.caller);
    sessions.delete_part(&at.workspace_id, &at.session_id, &at.message_id, &at.part_id).await
}
