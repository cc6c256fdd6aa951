//! What agents ask.

use crate::extract::Call;
use openwork_core::Result;
use openwork_core::model::ask::{PermissionList, QuestionList, RejectedQuestion, RepliedPermission, RepliedQuestion};
use openwork_core::operation::endpoint;

pub(crate) async fn list_permissions(call: Call<endpoint::AsksListPermissions>) -> Result<PermissionList> {
    call.server.asks(&call.caller).list_permissions(&call.path.workspace_id).await
}

pub(crate) async fn reply_permission(call: Call<endpoint::AsksReplyPermission>) -> Result<RepliedPermission> {
    call.server.asks(&call.caller).reply_permission(&call.path.workspace_id, &call.path.request_id, call.body).await
}

pub(crate) async fn list_questions(call: Call<endpoint::AsksListQuestions>) -> Result<QuestionList> {
    call.server.asks(&call.caller).list_questions(&call.path.workspace_id).await
}

pub(crate) async fn reply_question(call: Call<endpoint::AsksReplyQuestion>) -> Result<RepliedQuestion> {
    call.server.asks(&call.caller).reply_question(&call.path.workspace_id, &call.path.request_id, call.body).await
}

pub(crate) async fn reject_question(call: Call<endpoint::AsksRejectQuestion>) -> Result<RejectedQuestion> {
    call.server.asks(&call.caller).reject_question(&call.path.workspace_id, &call.path.request_id).await
}
