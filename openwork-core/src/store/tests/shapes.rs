//! The shape of every stored record, frozen. A snapshot that has to change is a new table and a step in `upgrade`.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::clock::Timestamp;
use crate::ids::WorkspaceId;
use crate::model::migration::{LegacySubject, MigrationAction, MigrationCounts, MigrationItem, MigrationState};
use crate::model::stored::{
    ImportSourceRecord, ImportedRecord, LastImportRecord, RouterIdentityRecord, Sealed, TokenRecord, WorkspaceRecord,
};
use crate::store::Store;
use crate::store::tests::records::{
    binding, counter, identity, imported, item, kept, settings, source, token, variable, workspace,
};

/// What is read back is what was written.
fn reads_back<R: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(record: &R) {
    assert_eq!(serde_json::from_slice::<R>(&serde_json::to_vec(record).unwrap()).unwrap(), *record);
}

#[test]
fn g16_a_workspace_keeps_its_shape() {
    let record = WorkspaceRecord { hidden: true, opencode_project_id: Some("4ba1".to_owned()), ..workspace(1) };
    reads_back(&record);
    insta::assert_json_snapshot!(record, @r#"
    {
      "id": "ws_000001",
      "folder": "/work/1",
      "displayName": "Number 1",
      "preset": "starter",
      "hidden": true,
      "opencodeProjectId": "4ba1",
      "createdAt": "2026-11-22T10:00:00.123Z",
      "updatedAt": "2026-11-22T10:00:00.123Z"
    }
    "#);
    reads_back(&workspace(2));
    insta::assert_json_snapshot!(workspace(2), @r#"
    {
      "id": "ws_000002",
      "folder": "/work/2",
      "displayName": "Number 2",
      "preset": "starter",
      "hidden": false,
      "createdAt": "2026-11-22T10:00:00.123Z",
      "updatedAt": "2026-11-22T10:00:00.123Z"
    }
    "#);
}

#[test]
fn g16_a_token_keeps_its_shape() {
    let record = TokenRecord {
        label: Some("Ann's phone".to_owned()),
        workspace_ids: Some(vec![WorkspaceId::made("ws_000001".to_owned())]),
        expires_at: Some(Timestamp::from_millis(1_800_000_000_000)),
        last_used_at: Some(Timestamp::from_millis(1_795_341_700_000)),
        ..token(1)
    };
    reads_back(&record);
    insta::assert_json_snapshot!(record, @r#"
    {
      "id": "tok_000001",
      "hash": "0000000000000000000000000000000000000000000000000000000000000001",
      "role": "collaborator",
      "label": "Ann's phone",
      "workspaceIds": [
        "ws_000001"
      ],
      "createdAt": "2026-11-22T10:00:00.123Z",
      "expiresAt": "2027-01-15T08:00:00.000Z",
      "lastUsedAt": "2026-11-22T10:01:40.000Z"
    }
    "#);
    reads_back(&token(2));
    insta::assert_json_snapshot!(token(2), @r#"
    {
      "id": "tok_000002",
      "hash": "0000000000000000000000000000000000000000000000000000000000000002",
      "role": "collaborator",
      "createdAt": "2026-11-22T10:00:00.123Z"
    }
    "#);
}

#[test]
fn g16_a_counter_keeps_its_shape() {
    reads_back(&counter(1, u64::MAX));
    insta::assert_json_snapshot!(counter(1, 4096), @r#"
    {
      "workspaceId": "ws_000001",
      "next": 4096
    }
    "#);
}

#[test]
fn g16_a_variable_keeps_its_shape() {
    reads_back(&variable(1));
    insta::assert_json_snapshot!(variable(1), @r#"
    {
      "name": "NAME_1",
      "value": {
        "key": "k1",
        "text": "c2VhbGVk"
      },
      "createdAt": "2026-11-22T10:00:00.123Z",
      "updatedAt": "2026-11-22T10:00:00.123Z"
    }
    "#);
}

#[test]
fn g16_the_settings_of_a_workspace_keep_their_shape() {
    reads_back(&settings(1));
    insta::assert_json_snapshot!(settings(1), @r#"
    {
      "workspaceId": "ws_000001",
      "opencode": {
        "model": "a/b"
      },
      "authorizedFolders": [
        "/shared"
      ],
      "projected": {
        "keys": [
          {
            "path": [
              "model"
            ],
            "hash": "0000000000000000000000000000000000000000000000000000000000000001"
          }
        ],
        "made": [
          [
            "permission"
          ]
        ],
        "spread": [
          [
            "permission",
            "bash"
          ]
        ],
        "hollow": [
          {
            "path": [
              "mcp"
            ],
            "text": "{ }"
          }
        ],
        "ownsFile": true,
        "ownsFolder": false,
        "inode": 7
      },
      "updatedAt": "2026-11-22T10:00:00.123Z"
    }
    "#);
}

#[test]
fn g16_a_managed_item_keeps_its_shape() {
    let sealed = Sealed { key: "k1".to_owned(), text: "c2VhbGVk".to_owned() };
    let mut record = item(1);
    record.secrets.insert("options/apiKey".to_owned(), sealed);
    record.made_in = Some(workspace(1).id);
    record.metadata = Some([("a".to_owned(), 1.into())].into_iter().collect());
    reads_back(&record);
    insta::assert_json_snapshot!(record, @r#"
    {
      "id": "itm_000001",
      "kind": "providerConfigs",
      "key": "acme",
      "displayName": "Item 1",
      "source": "cloud_synced",
      "config": {
        "npm": "acme"
      },
      "secrets": {
        "options/apiKey": {
          "key": "k1",
          "text": "c2VhbGVk"
        }
      },
      "cloudItemId": "c1",
      "metadata": {
        "a": 1
      },
      "workspaceIds": [
        "ws_000001"
      ],
      "disabledIn": [],
      "madeIn": "ws_000001",
      "files": {
        "ws_000001": {
          "path": ".opencode/skills/tidy/SKILL.md",
          "revision": "sha256:0",
          "inode": 7
        }
      },
      "createdAt": "2026-11-22T10:00:00.123Z",
      "updatedAt": "2026-11-22T10:00:00.123Z"
    }
    "#);
    // what is absent is not written
    let bare = serde_json::to_value(item(2)).unwrap();
    assert!(bare.get("madeIn").is_none() && bare.get("metadata").is_none(), "{bare}");
}

#[test]
fn g16_a_bot_of_the_router_keeps_its_shape() {
    let sealed = Sealed { key: "k1".to_owned(), text: "c2VhbGVk".to_owned() };
    let record = RouterIdentityRecord {
        directory: Some("/work/1".to_owned()),
        secrets: [("token".to_owned(), sealed)].into(),
        ..identity(1)
    };
    reads_back(&record);
    insta::assert_json_snapshot!(record, @r#"
    {
      "key": "telegram/ws_000001",
      "channel": "telegram",
      "id": "ws_000001",
      "enabled": true,
      "access": "private",
      "directory": "/work/1",
      "secrets": {
        "token": {
          "key": "k1",
          "text": "c2VhbGVk"
        }
      },
      "createdAt": "2026-11-22T10:00:00.123Z",
      "updatedAt": "2026-11-22T10:00:00.123Z"
    }
    "#);
}

#[test]
fn g16_a_binding_of_the_router_keeps_its_shape() {
    reads_back(&binding(1));
    insta::assert_json_snapshot!(binding(1), @r#"
    {
      "id": "bnd_000001",
      "channel": "telegram",
      "identityId": "ws_000001",
      "peerId": "4711",
      "directory": "/work/1",
      "enabled": true,
      "createdAt": "2026-11-22T10:00:00.123Z",
      "updatedAt": "2026-11-22T10:00:00.123Z"
    }
    "#);
}

fn last_import() -> LastImportRecord {
    LastImportRecord {
        state: MigrationState::Failed,
        ended_at: Timestamp::from_millis(1_790_000_000_000),
        done: 1,
        total: 2,
        counts: MigrationCounts { create: 3, ..MigrationCounts::default() },
        failure: Some("The disk is full.".to_owned()),
        failed: vec![MigrationItem {
            path: None,
            subject: LegacySubject::Token,
            name: "a token".to_owned(),
            at: Some("/tokens/0".to_owned()),
            action: MigrationAction::Fail,
            reason: "It has no hash.".to_owned(),
            remedy: Some("Make one.".to_owned()),
            workspace_id: None,
        }],
    }
}

#[test]
fn g16_what_was_imported_keeps_its_shape() {
    reads_back(&source(1));
    insta::assert_json_snapshot!(ImportSourceRecord { undone: true, ..source(1) }, @r#"
    {
      "key": "server_config /home/1/server.json",
      "kind": "server_config",
      "path": "/home/1/server.json",
      "fingerprint": "0000000000000000000000000000000000000000000000000000000000000001",
      "importedAt": "2026-11-22T10:00:00.123Z",
      "undone": true
    }
    "#);
    reads_back(&last_import());
    insta::assert_json_snapshot!(last_import(), @r#"
    {
      "state": "failed",
      "endedAt": "2026-09-21T14:13:20.000Z",
      "done": 1,
      "total": 2,
      "counts": {
        "create": 3,
        "update": 0,
        "alias": 0,
        "keep": 0,
        "skip": 0,
        "leftInPlace": 0,
        "fail": 0
      },
      "failure": "The disk is full.",
      "failed": [
        {
          "subject": "token",
          "name": "a token",
          "at": "/tokens/0",
          "action": "fail",
          "reason": "It has no hash.",
          "remedy": "Make one."
        }
      ]
    }
    "#);
    reads_back(&imported(1));
    insta::assert_json_snapshot!(imported(1), @r#"
    {
      "item": "workspace//work/1",
      "source": "server_config /home/1/server.json",
      "into": "workspace",
      "row": "ws_000001",
      "hash": "0000000000000000000000000000000000000000000000000000000000000001"
    }
    "#);
    insta::assert_json_snapshot!(ImportedRecord { seen: true, ..imported(1) }, @r#"
    {
      "item": "workspace//work/1",
      "source": "server_config /home/1/server.json",
      "into": "workspace",
      "row": "ws_000001",
      "hash": "0000000000000000000000000000000000000000000000000000000000000001",
      "seen": true
    }
    "#);
    reads_back(&kept(1));
    insta::assert_json_snapshot!(kept(1), @r#"
    {
      "item": "kept/remote_workspace/https://box.example 1",
      "subject": "remote_workspace",
      "value": {
        "baseUrl": "https://box.example"
      },
      "secrets": {
        "token": {
          "key": "k1",
          "text": "c2VhbGVk"
        }
      },
      "keptAt": "2026-11-22T10:00:00.123Z"
    }
    "#);
}

#[test]
fn g16_a_field_that_is_not_known_is_left_behind() {
    let mut written = serde_json::to_value(workspace(1)).unwrap();
    written["later"] = true.into();
    assert_eq!(serde_json::from_value::<WorkspaceRecord>(written).unwrap(), workspace(1));
}

/// A store with a record of every kind.
async fn with_one_of_each(folder: &std::path::Path) -> Store {
    let store = Store::open(folder).unwrap();
    let one_of_each = |write: &crate::store::Write<'_>| {
        write.workspaces().put(&workspace(1))?;
        write.tokens().put(&token(1))?;
        write.identities().put(&identity(1))?;
        write.bindings().put(&binding(1))?;
        write.settings().put(&settings(1))?;
        write.environment().put(&variable(1))?;
        write.managed().put(&item(1))?;
        write.aliases().put("ws-b164580a7b37", &workspace(1).id)?;
        write.imports().put_source(&source(1))?;
        write.imports().put_made(&imported(1))?;
        write.imports().put_kept(&kept(1))?;
        write.imports().put_look("0a")?;
        write.imports().put_last(&last_import())?;
        write.counters().put(&counter(1, 2))
    };
    store.write(one_of_each).await.unwrap();
    store
}

/// The dump without what is compared elsewhere, or is another each time.
fn with_shapes_left_out(mut dump: serde_json::Value, store: &Store) -> serde_json::Value {
    assert_eq!(dump["workspace_settings.v1"]["ws_000001"]["projected"]["ownsFile"], true);
    dump["environment.v1"]["NAME_1"] = "its shape is above".into();
    dump["workspace_settings.v1"]["ws_000001"] = "its shape is above".into();
    assert_eq!(dump["managed_items.v1"]["itm_000001"]["key"], "acme");
    dump["managed_items.v1"]["itm_000001"] = "its shape is above".into();
    for (table, key) in [
        ("import_sources.v1", source(1).key),
        ("imported.v1", imported(1).item),
        ("router_bindings.v1", "bnd_000001".to_owned()),
        ("legacy_kept.v1", kept(1).item),
    ] {
        assert!(dump[table][&key].is_object(), "{table}: {key}");
        dump[table][&key] = "its shape is above".into();
    }
    let last = dump["about.v1"].as_object_mut().unwrap().remove("importLast").unwrap();
    assert!(last.is_string(), "a text with what has the shape that is above: {last}");
    assert_eq!(dump["about.v1"]["storeId"], store.id());
    dump["about.v1"]["storeId"] = "made with the store".into();
    dump
}

#[tokio::test]
async fn g16_the_tables_keep_their_names_and_keys() {
    let folder = tempfile::tempdir().unwrap();
    let store = with_one_of_each(folder.path()).await;
    let dump = with_shapes_left_out(store.dump().unwrap(), &store);
    insta::with_settings!({ sort_maps => true }, {
        insta::assert_json_snapshot!(dump, @r#"
        {
          "about.v1": {
            "importLook": "0a",
            "storeId": "made with the store"
          },
          "environment.v1": {
            "NAME_1": "its shape is above"
          },
          "event_counters.v1": {
            "ws_000001": {
              "next": 2,
              "workspaceId": "ws_000001"
            }
          },
          "import_sources.v1": {
            "server_config /home/1/server.json": "its shape is above"
          },
          "imported.v1": {
            "workspace//work/1": "its shape is above"
          },
          "legacy_kept.v1": {
            "kept/remote_workspace/https://box.example 1": "its shape is above"
          },
          "managed_items.v1": {
            "itm_000001": "its shape is above"
          },
          "router_bindings.v1": {
            "bnd_000001": "its shape is above"
          },
          "router_identities.v1": {
            "telegram/ws_000001": {
              "access": "private",
              "channel": "telegram",
              "createdAt": "2026-11-22T10:00:00.123Z",
              "enabled": true,
              "id": "ws_000001",
              "key": "telegram/ws_000001",
              "secrets": {},
              "updatedAt": "2026-11-22T10:00:00.123Z"
            }
          },
          "token_hashes.v1": {
            "0000000000000000000000000000000000000000000000000000000000000001": "tok_000001"
          },
          "tokens.v1": {
            "tok_000001": {
              "createdAt": "2026-11-22T10:00:00.123Z",
              "hash": "0000000000000000000000000000000000000000000000000000000000000001",
              "id": "tok_000001",
              "role": "collaborator"
            }
          },
          "workspace_aliases.v1": {
            "ws-b164580a7b37": "ws_000001"
          },
          "workspace_folders.v1": {
            "/work/1": "ws_000001"
          },
          "workspace_settings.v1": {
            "ws_000001": "its shape is above"
          },
          "workspaces.v1": {
            "ws_000001": {
              "createdAt": "2026-11-22T10:00:00.123Z",
              "displayName": "Number 1",
              "folder": "/work/1",
              "hidden": false,
              "id": "ws_000001",
              "preset": "starter",
              "updatedAt": "2026-11-22T10:00:00.123Z"
            }
          }
        }
        "#);
    });
}
