//! The messaging router, shown.

use super::style::Tone;
use super::{Human, Look, Word, engine, fields, plain, table, wire};
use openwork_core::model::router::{
    AppliedRouter, RemovedBinding, RemovedIdentity, RouterBinding, RouterBindingList, RouterHealth, RouterIdentity,
    RouterIdentityList, RouterProductHealth, SentMessage,
};
use openwork_core::model::secret::Configured;

fn yes(holds: bool) -> Word {
    if holds { Word::toned("yes", Tone::Good) } else { Word::toned("no", Tone::Dim) }
}

fn kept(secret: Option<Configured>) -> Option<Word> {
    secret.map(|secret| if secret.configured { "configured".into() } else { Word::toned("none", Tone::Dim) })
}

impl Human for RouterHealth {
    fn human(&self, look: &Look) -> String {
        let (wanted, fault) = (&self.enablement, self.last_error.as_ref());
        let work = format!("{} bots, {} bindings", wanted.enabled_identity_count, wanted.enabled_binding_count);
        fields([
            ("state", Some(engine::state(self.state))),
            ("since", Some(look.time(self.since).into())),
            ("enabled", Some(work.into())),
            ("address", self.base_url.as_ref().map(Word::from)),
            ("process", self.pid.map(|pid| pid.to_string().into())),
            ("attempt", Some(self.attempt.to_string().into())),
            ("last ready", self.last_ready_at.map(|at| look.time(at).into())),
            ("last exit", self.last_exit.as_ref().map(|exit| engine::ended(exit, look).into())),
            ("error", fault.map(|fault| Word::toned(format!("{} ({})", fault.message, fault.code), Tone::Bad))),
            ("remedy", fault.map(|fault| (&fault.remedy).into())),
            ("guarded", Some(if self.guarded { "yes" } else { "no" }.into())),
            ("output", (!self.output.is_empty()).then(|| Word::toned(self.output.join("\n"), Tone::Dim))),
        ])
    }
}

impl Human for AppliedRouter {
    fn human(&self, look: &Look) -> String {
        let why = self.apply_error.as_ref().map(|why| Word::toned(why, Tone::Bad));
        let applied = fields([("applied", Some(yes(self.applied))), ("why not", why)]);
        format!("{applied}\n\n{}", self.health.human(look))
    }
}

impl Human for RouterProductHealth {
    fn human(&self, _: &Look) -> String {
        fields([
            ("ok", Some(yes(self.ok))),
            ("telegram", Some(yes(self.channels.telegram))),
            ("slack", Some(yes(self.channels.slack))),
            ("engine", Some(yes(self.opencode.healthy))),
            ("version", self.opencode.version.as_ref().map(Word::from)),
        ])
    }
}

impl Human for RouterIdentity {
    fn human(&self, look: &Look) -> String {
        fields([
            ("bot", Some(self.id.as_str().into())),
            ("channel", Some(wire(&self.channel).into())),
            ("enabled", Some(yes(self.enabled))),
            ("access", self.access.as_ref().map(|access| wire(access).into())),
            ("folder", self.directory.as_ref().map(|folder| folder.as_str().into())),
            ("token", kept(self.token)),
            ("pairing code", kept(self.pairing_code)),
            ("bot token", kept(self.bot_token)),
            ("app token", kept(self.app_token)),
            ("changed", Some(look.time(self.updated_at).into())),
        ])
    }
}

impl Human for RouterIdentityList {
    fn human(&self, look: &Look) -> String {
        let row = |bot: &RouterIdentity| {
            let access = bot.access.as_ref().map_or_else(|| "-".to_owned(), wire);
            let folder = bot.directory.as_ref().map_or("-", |folder| folder.as_str());
            [bot.id.as_str().into(), yes(bot.enabled), access.into(), folder.into()]
        };
        let empty = "No bots. Make one with `openwork-cli router upsert-identity`.";
        table(look, ["BOT", "ENABLED", "ACCESS", "FOLDER"], self.items.iter().map(row).collect(), empty)
    }
}

impl Human for RemovedIdentity {
    fn human(&self, _: &Look) -> String {
        let bot = plain(self.identity_id.as_str());
        format!("Removed {} bot {bot} and {} bindings.", wire(&self.channel), self.removed_bindings)
    }
}

impl Human for RouterBinding {
    fn human(&self, look: &Look) -> String {
        fields([
            ("id", Some(self.id.as_str().into())),
            ("channel", Some(wire(&self.channel).into())),
            ("bot", Some(self.identity_id.as_str().into())),
            ("peer", Some(self.peer_id.as_str().into())),
            ("folder", Some(self.directory.as_str().into())),
            ("enabled", Some(yes(self.enabled))),
            ("changed", Some(look.time(self.updated_at).into())),
        ])
    }
}

impl Human for RouterBindingList {
    fn human(&self, look: &Look) -> String {
        let row = |binding: &RouterBinding| {
            [
                wire(&binding.channel).into(),
                binding.identity_id.as_str().into(),
                binding.peer_id.as_str().into(),
                binding.directory.as_str().into(),
                yes(binding.enabled),
                Word::toned(binding.id.as_str(), Tone::Dim),
            ]
        };
        let empty = "No bindings. Make one with `openwork-cli router set-binding`.";
        let heads = ["CHANNEL", "BOT", "PEER", "FOLDER", "ENABLED", "ID"];
        table(look, heads, self.items.iter().map(row).collect(), empty)
    }
}

impl Human for RemovedBinding {
    fn human(&self, _: &Look) -> String {
        format!("Removed {}.", plain(self.binding_id.as_str()))
    }
}

impl Human for SentMessage {
    fn human(&self, _: &Look) -> String {
        let (bot, peer) = (plain(self.identity_id.as_str()), plain(self.peer_id.as_str()));
        format!("Sent to {peer} by {} bot {bot}.", wire(&self.channel))
    }
}
