//! The engine's side of the scripted model: the configuration and environment that make the model its only one and
//! keep every packet on loopback.

use std::path::Path;

use serde_json::{Value, json};

/// The provider's name in the engine's configuration.
pub const PROVIDER: &str = "scripted";
/// The model's name within the provider.
pub const MODEL: &str = "scripted-model";
/// Both, in the engine's spelling.
pub const MODEL_REF: &str = "scripted/scripted-model";
/// The key that the engine sends. No secret, but a text that tests can search logs and answers for.
pub const API_KEY: &str = "sk-scripted-0123456789";

/// The engine's configuration, for `OPENCODE_CONFIG_CONTENT`.
pub fn engine_config(model_url: &str) -> Value {
    let model = json!({
        "name": "Scripted model", "tool_call": true, "reasoning": true,
        "limit": { "context": 128_000, "output": 8_192 },
    });
    let provider = json!({
        // This adapter is part of the engine; most others would be fetched from a registry.
        "npm": "@ai-sdk/openai-compatible",
        "name": "Scripted",
        "options": { "baseURL": model_url, "apiKey": API_KEY },
        "models": { MODEL: model },
    });
    json!({
        "$schema": "https://opencode.ai/config.json",
        "autoupdate": false,
        "share": "disabled",
        "model": MODEL_REF,
        "small_model": MODEL_REF,
        // Otherwise the engine also offers a hosted provider, and tries for a minute to reach it.
        "enabled_providers": [PROVIDER],
        "provider": { PROVIDER: provider },
    })
}

/// The environment in which the engine reaches for nothing but the model.
///
/// `models_file` is a file that holds `{}`: the catalogue of models that the engine would otherwise download. The
/// caller adds what belongs to one start: `PATH` (with ripgrep), `HOME`, `TMPDIR`, the password.
pub fn engine_env(model_url: &str, models_file: &Path) -> Vec<(String, String)> {
    let config = engine_config(model_url).to_string();
    let models_file = models_file.display().to_string();
    let pairs = [
        ("OPENCODE_CONFIG_CONTENT", config.as_str()),
        ("OPENCODE_MODELS_PATH", models_file.as_str()),
        ("OPENCODE_DISABLE_MODELS_FETCH", "1"),
        ("OPENCODE_DISABLE_AUTOUPDATE", "1"),
        ("OPENCODE_DISABLE_LSP_DOWNLOAD", "1"),
        ("OPENCODE_DISABLE_DEFAULT_PLUGINS", "1"),
        ("OPENCODE_DISABLE_CLAUDE_CODE", "1"),
        // The only switch against the package installation in the background, which also swallows signals.
        ("npm_config_offline", "true"),
    ];
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_configuration_names_the_model_and_nothing_else() {
        let config = engine_config("http://127.0.0.1:1/v1");
        assert_eq!(format!("{PROVIDER}/{MODEL}"), MODEL_REF);
        assert_eq!(config["provider"][PROVIDER]["options"]["baseURL"], "http://127.0.0.1:1/v1");
        assert_eq!(config["provider"].as_object().map(serde_json::Map::len), Some(1));
        let env = engine_env("http://127.0.0.1:1/v1", Path::new("/m.json"));
        assert_eq!(env[0].1, config.to_string());
    }
}
