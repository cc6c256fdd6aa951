//! What agents ask before they go on.

use crate::error::Result;
use crate::host::Bound;
use openwork_core::model::ask::{
    PermissionList, QuestionList, RejectedQuestion, RepliedPermission, RepliedQuestion, ReplyPermission, ReplyQuestion,
};
use openwork_core::server::Asks;
use openwork_core::{PermissionId, QuestionId, WorkspaceId};

/// What agents ask before they go on. A question comes as an event and is answered here.
#[derive(Debug, uniffi::Object)]
pub struct AsksArea(pub(crate) Bound<Asks>);

#[uniffi::export]
impl AsksArea {
    /// Lists what agents ask to be allowed and nobody has answered yet.
    pub async fn list_permissions(&self, workspace_id: WorkspaceId) -> Result<PermissionList> {
        self.0.call(|area| async move { area.list_permissions(&workspace_id).await }).await
    }

    /// Answers what an agent asks, once.
    pub async fn reply_permission(
        &self,
        workspace_id: WorkspaceId,
        request_id: PermissionId,
        body: ReplyPermission,
    ) -> Result<RepliedPermission> {
        self.0.call(|area| async move { area.reply_permission(&workspace_id, &request_id, body).await }).await
    }

    /// Lists the questions that agents ask and nobody has answered yet.
    pub async fn list_questions(&self, workspace_id: WorkspaceId) -> Result<QuestionList> {
        self.0.call(|area| async move { area.list_questions(&workspace_id).await }).await
    }

    /// Answers an agent's questions: one list of answers for each, in their order.
    pub async fn reply_question(
        &self,
        workspace_id: WorkspaceId,
        request_id: QuestionId,
        body: ReplyQuestion,
    ) -> Result<RepliedQuestion> {
        self.0.call(|area| async move { area.reply_question(&workspace_id, &request_id, body).await }).await
    }

    /// Turns an agent's questions down.
    pub async fn reject_question(&self, workspace_id: WorkspaceId, request_id: QuestionId) -> Result<RejectedQuestion> {
        self.0.call(|area| async move { area.reject_question(&workspace_id, &request_id).await }).await
    }
}
