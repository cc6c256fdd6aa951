//! Sessions.

use crate::extract::Call;
use openwork_core::Result;
use openwork_core::model::message::{AcceptedPrompt, Message, MessageList};
use openwork_core::model::session::{
    AbortedSession, DeletedSession, Session, SessionList, SessionSnapshot, SessionStatus, SessionStatuses,
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
