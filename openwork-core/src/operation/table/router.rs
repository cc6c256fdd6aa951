//! Rows of the messaging router.

#[rustfmt::skip]
macro_rules! router_rows {
    ([$next:ident $($then:ident)*] $($rows:tt)*) => { $next! { [$($then)*] $($rows)*
    /// Asks the running router. While it does not run, nothing is `ok`; `runtime.routerHealth` says why.
    RouterHealth "router.health" Get "/system/router/product-health" Read Server Value (Nothing, Nothing, Nothing) -> RouterProductHealth,
        "Which services the messaging router reaches.";
    /// Changes are followed without it; this starts the router afresh and waits for it. `applied` is false, with the reason,
    /// where it does not come up. With nothing enabled the router rests, which counts as applied.
    RouterApply "router.apply" Post "/system/router/apply" Host Server Value (Nothing, Nothing, Nothing) -> AppliedRouter,
        "Starts the messaging router afresh.";
    /// By id. Secrets are never told: a field that holds one says `configured`.
    RouterListIdentities "router.listIdentities" Get "/system/router/identities/{channel}" Host Server Value (OneChannel, Nothing, Nothing) -> RouterIdentityList,
        "Lists the bots of a service.";
    /// What is absent stays as it is. A new Telegram bot needs a `token`, and a `pairingCode` unless it is public; a new Slack
    /// bot a `botToken` and an `appToken`. Secrets are kept sealed; where the key to them is missing or wrong it is a conflict.
    RouterUpsertIdentity "router.upsertIdentity" Post "/system/router/identities/{channel}" Host Server Value (OneChannel, Nothing, UpsertIdentity) -> RouterIdentity,
        "Makes a bot or changes one.", may fail with Conflict;
    /// Its bindings go with it.
    RouterRemoveIdentity "router.removeIdentity" Delete "/system/router/identities/{channel}/{identityId}" Host Server Value (OneIdentity, Nothing, Nothing) -> RemovedIdentity,
        "Removes a bot.";
    /// By id; of one service or one bot where that is asked.
    RouterListBindings "router.listBindings" Get "/system/router/bindings" Host Server Value (Nothing, ListBindings, Nothing) -> RouterBindingList,
        "Lists whom the bots are bound to.";
    /// What the peer writes to the bot is then worked on in the folder, which is a workspace's or lies in one. A bot and a peer
    /// have one binding: setting it again changes it.
    RouterSetBinding "router.setBinding" Post "/system/router/bindings" Host Server Value (Nothing, Nothing, SetBinding) -> RouterBinding,
        "Binds a peer of a bot to a folder.", may fail with NotFound;
    /// The peer's messages are then worked on in the bot's own folder.
    RouterRemoveBinding "router.removeBinding" Delete "/system/router/bindings/{bindingId}" Host Server Value (OneBinding, Nothing, Nothing) -> RemovedBinding,
        "Removes a binding.";
    /// To the named bot and peer and to nobody else; there is no way to send to many. Where the router's answer names another
    /// recipient, or more than one, it is an error. Nothing is sent twice by itself: where the answer is lost, the error says
    /// that delivery is not known. A bot that is not enabled, or is not bound to the peer, is a conflict; the engine's codes
    /// stand for the router here.
    RouterSend "router.send" Post "/system/router/send" Host Server Value (Nothing, Nothing, SendMessage) -> SentMessage,
        "Sends a message to one recipient.", may fail with NotFound Conflict EngineError EngineUnavailable Starting Timeout;
    } };
}
