use super::*;

fn found(value: &Value) -> Vec<String> {
    let mut all: Vec<_> = find(value).iter().map(Finding::path).collect();
    all.sort();
    all
}

#[test]
fn code_that_says_a_secret_is_found_and_code_that_speaks_of_one_is_not() {
    for line in [
        "export const apiKey = \"Zx81kdkQ02kdl29dkQpw77\";",
        "const password = 'hunter2-very-secret'",
        "API_KEY=abcdef0123456789abcdef",
        "  \"token\": \"abc12345678\",",
        "Authorization: Basic dXNlcjpwYXNzMQ==",
        "export const c = new Client({ apiKey: \"Zq001x8Kv1PmTr7\" })",
        "{\"apiKey\": \"Zq002x8Kv1PmTr7\"}",
        "fetch(url, { headers: { \"X-Api-Key\": \"Zq003x8Kv1PmTr7\" } })",
        "{a: 1, password: 'hunter2-very'}",
    ] {
        assert!(kind_of(&format!("// first\n{line}\nlast")).is_some(), "{line}");
        assert!(kind_of(&format!("{line}\n")).is_some(), "alone: {line}");
    }
    for line in [
        "const apiKey = process.env.API_KEY_2;",
        "password: at least 8 characters",
        "token = await read2(file)",
        "let secretName = \"abc12345678\";",
        "const apiKey = \"your key\"",
        "TOKEN=$OTHER_TOKEN_12345",
        "API_KEY={env:API_KEY_12345}",
    ] {
        assert!(kind_of(&format!("// first\n{line}\nlast")).is_none(), "{line}");
    }
}

#[test]
fn names_give_secrets_away() {
    for name in [
        "apiKey",
        "API_KEY",
        "x-api-key",
        "OPENAI_API_KEY_2",
        "authToken",
        "accesstoken",
        "token",
        "clientSecret",
        "PASSWORD",
        "db_password",
        "Authorization",
        "privateKey",
        "credentials",
    ] {
        assert_eq!(found(&json!({ name: "anything" })), [name], "{name}");
        assert_eq!(found(&json!({ name: { "deep": ["anything", 5, true] } })).len(), 2, "{name}");
    }
    for name in
        ["tokenizer", "maxTokens", "max_tokens", "token_limit", "tokenUrl", "keyboard", "monkey", "secretary", "author"]
    {
        assert!(found(&json!({ name: "anything", "n": { name: 5 } })).is_empty(), "{name}");
    }
    assert!(found(&json!({ "permission": { "read": { "*.secret": "deny", "token": "allow" } } })).is_empty());
}

#[test]
fn what_is_said_where_only_secrets_stand_is_one() {
    let value = json!({ "headers": { "X-Any": "a", "n": 7 }, "l": { "environment": { "ANY": "b", "on": true } },
        "command": ["x", "--api-key", "c", "--key", "d", "--verbose", "e"], "env": "plain" });
    assert_eq!(found(&value), ["command[2]", "command[4]", "headers.X-Any", "headers.n", "l.environment.ANY"]);
}

#[test]
fn what_only_says_where_a_secret_lies_is_none() {
    let value = json!({ "secret": "", "password": null, "apiKey": "{env:KEY}", "a": { "token": "${TOKEN}" },
        "headers": { "Authorization": "Bearer {file:./key}", "X": "token ${T}" },
        "urls": ["https://u:{env:PW}@host/?key={env:KEY}", "--token={env:T}", "TOKEN=$T", "--token=<yours>"] });
    assert!(found(&value).is_empty(), "{:?}", found(&value));
    let value = json!({ "apiKey": "x{env:KEY}", "token": "{env:}", "password": "{env:A}{env:B}" });
    assert_eq!(found(&value), ["apiKey", "password", "token"]);
}

#[test]
fn texts_that_look_like_secrets_are_found_wherever_they_stand() {
    for text in [
        "ghp_0123456789abcdef",
        "it was owt_4f33e84a47114e0c916cef21578fec91 before",
        "sk-without-a-digit",
        "use sk-proj-0123456789abcdef here",
        "KEY=AKIA0123456789ABCDEF",
        "--api-key=abc",
        "--key=abc",
        "run it with --token x1y2z3 once",
        "curl --password 'hunter2' *",
        "# How\nCall `tool --api-key x1y2z3a4b5` and wait.",
        "docker run -e DB_PASSWORD=abc x",
        "Authorization: Bearer abcdef0123456789",
        "Bearer abcdefghijkl",
        "X-Api-Key: abc",
        "eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIE",
        "https://user:pass@host/x",
        "https://0123456789abcdef@host/x",
        "postgres://user:pass@host/x",
        "https://host/x?token=abc",
        "https://host/x?a=b&key=abc",
        "https://host/x#token=abc",
        "https://host/x?signature=0123456789abcdef0123456789abcdef",
        "https://host/mcp/s/aB3dE6gH9jK2mN5pQ8sT1vW4/x",
        "bob-ghp_0123456789abcdef",
        "/srv/ghp_0123456789abcdef",
        "/srv/glpat-0123456789abcdef/of/mine",
        "x=sk-proj-0123456789abcdefgh",
        "the one of bob.sk-ant-api03-a0b1c2d3e4f5a6b7c8",
        "me@AKIA0123456789ABCDEF",
        "http-xoxb-123456789012-abc",
    ] {
        assert_eq!(found(&json!({ "files": [{ "n": "plain" }, { "n": text }] })), ["files[1].n"], "{text}");
    }
    for text in [
        "sk-",
        "a bearer of news",
        "skeleton",
        "https://host/page?lang=en&project=one",
        "https://host/0123456789abcdef0123456789abcdef01234567",
        "ssh://git@host/x",
        "eyJ.a.b",
        "AIza",
        "task-list-of-things",
        "task-sk-list",
        "task-sk-list-of-2026-11-29-and-more",
        "risk-management-for-2026",
        "/srv/risk-management-20261129120000/desk-0123456789abcdef",
        "disk_usage_by_month_2026",
        "my-npm_modules-2026",
        "a-sk-notification-preferences",
        "the-hf_transformers_cache/v4",
        "use --token 3 times",
        "say --token to sign in",
        "tool --token $TOKEN_2 --password <yours2>",
        "the token: a word that people use for many things",
        "# Keys\nSet API_KEY=yours and run it with --token=yours",
    ] {
        assert!(found(&json!({ "n": text })).is_empty(), "{text}");
    }
}

#[test]
fn what_stands_behind_the_address_of_a_server_is_a_secret_whatever_it_is() {
    for (url, is_found) in [
        ("https://mcp.example/mcp#hush", true),
        ("HTTP://mcp.example/#a", true),
        ("https://mcp.example/mcp#", false),
        ("https://mcp.example/mcp#{env:KEY}", false),
        ("https://mcp.example/mcp", false),
    ] {
        assert_eq!(found(&json!({ "type": "remote", "url": url })) == ["url"], is_found, "{url}");
    }
    assert!(found(&json!({ "text": "see https://host/docs#chapter" })).is_empty(), "a text may name a chapter");
}

#[test]
fn g15_secrets_are_not_shown_wherever_they_stand() {
    let value = json!({
        "model": "a/b",
        "provider": {"p": {"options": {"apiKey": "hush", "baseURL": "https://u:hush@host/v1", "max_tokens": 5}}},
        "mcp": {
            "r": {"url": "https://x", "headers": {"X-Any": "hush", "n": 7}, "oauth": {"clientSecret": "hush"}},
            "l": {"command": ["x", "--api-key", "hush", "--token=hush", "-v"], "environment": {"ANY": "hush"}}
        },
        "instructions": ["Bearer hushhush", "sk-hushhushhush", "a.md"],
        "server": {"password": {"deep": ["hush"]}},
        "prompt": "{file:./p.txt}", "place": "{file:/home/hush/x}"
    });
    let shown = redacted(&value);
    assert!(!shown.to_string().contains("hush"), "{shown}");
    assert_eq!(shown["mcp"]["l"]["command"], json!(["x", "--api-key", mark(), mark(), "-v"]));
    assert_eq!(shown["provider"]["p"]["options"]["apiKey"], mark());
    assert_eq!(shown["provider"]["p"]["options"]["max_tokens"], 5);
    assert_eq!((&shown["model"], &shown["prompt"]), (&value["model"], &value["prompt"]));
    assert_eq!(redacted(&shown), shown);
    let ways: Vec<_> = marks(&shown["mcp"]["l"]).iter().map(|way| path(way)).collect();
    assert_eq!(ways, ["command[2]", "command[3]", "environment.ANY"]);
}

#[test]
fn g15_a_name_that_is_a_secret_is_not_shown_either() {
    let curl = "curl -H 'Authorization: Bearer hush1234567890' *";
    let value = json!({"permission": {"bash": {
        "*": "ask", curl: "allow", "TOKEN=hush x": "deny", "gh --token=* *": "allow", "git commit *": "allow"
    }}, "x": {"sk-hushhushhush1": {"apiKey": "hush", "n": 1}}});
    let shown = redacted(&value);
    assert!(!shown.to_string().contains("hush"), "{shown}");
    let rules = shown["permission"]["bash"].as_object().unwrap();
    assert_eq!((rules.len(), &rules["[configured]"], &rules["[configured 2]"]), (5, &json!("allow"), &json!("deny")));
    assert_eq!(shown["x"], json!({"[configured]": {"apiKey": mark(), "n": 1}}));
    assert_eq!(redacted(&shown), shown);
    let told: Vec<_> = find(&value).iter().map(Finding::path).collect();
    assert!(told.len() == 4 && !told.join(" ").contains("hush"), "{told:?}");
    let left =
        json!({"permission": {"bash": {"*": "ask", "gh --token=* *": "allow", "git commit *": "allow"}}, "x": {}});
    assert_eq!((without(value.clone()).0, without_names(&value)), (left.clone(), left));
}

#[test]
fn secrets_are_taken_out_of_lists_and_groups() {
    let (left, found) = without(json!({ "a": ["--token", "x", "y", "--token", "z"], "b": { "apiKey": "k", "c": 1 } }));
    assert_eq!(left, json!({ "a": ["--token", "y", "--token"], "b": { "c": 1 } }));
    assert_eq!(found.iter().map(Finding::path).collect::<Vec<_>>(), ["a[1]", "a[4]", "b.apiKey"]);
}

proptest::proptest! {
    #[test]
    fn g15_a_key_is_found_whatever_it_is_glued_to(
        before in "[a-z0-9]{1,8}",
        sign in "[-_/.=@+~]",
        which in 0..PREFIXES.len(),
        key in "[a-z]{8}[0-9]{4}[A-Z]{8}",
        after in "(|/[a-z]{1,8}|[.][a-z]{1,3})",
    ) {
        let text = format!("{before}{sign}{}{key}{after}", PREFIXES[which]);
        proptest::prop_assert!(kind_of(&text).is_some(), "{}", text);
        proptest::prop_assert!(kind_of(&format!("see {text} there")).is_some(), "{}", text);
    }

    #[test]
    fn words_are_no_keys(words in proptest::collection::vec("[a-z]{2,12}|20[0-9]{2}|[0-9]{1,3}", 1..6), sign in "[-_/.]") {
        // no word is one of a service whose keys begin as no word does
        let text = words.join(&sign);
        proptest::prop_assume!(!PREFIXES.iter().any(|prefix| !PREFIXES_OF_WORDS.contains(prefix) && text.contains(prefix)));
        proptest::prop_assume!(!text.starts_with("sk") && !text.starts_with("rk") && !text.starts_with("npm") && !text.starts_with("hf"));
        proptest::prop_assert!(!is_glued(&text, true), "{}", text);
    }
}
