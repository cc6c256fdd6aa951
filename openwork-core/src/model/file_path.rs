//! The path of a file in a workspace, as text: what is one, and what it means. Nothing here looks at a disk.

use crate::text::Refused;

/// The most bytes of a path, and of one name in it: what file systems take.
const MOST: (usize, usize) = (4096, 255);
/// Names of devices on Windows, whatever follows a point.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// A path below a workspace's folder, its names separated by `/`: at most 4096 bytes, each name at most 255. Empty, or `.`, is
/// the folder itself. Not an absolute path, no `..` (nor what becomes one when it is decoded), no backslash, no drive, no NUL.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(try_from = "String")]
pub struct FilePath(String);

impl FilePath {
    /// The path itself, in its one spelling: no `.`, no doubled or trailing `/`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is the workspace's folder itself.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.0.is_empty()
    }

    /// The folder that it lies in, and its name there; none of the workspace's folder itself.
    #[must_use]
    pub fn split(&self) -> Option<(Self, &str)> {
        let (folder, name) = self.0.rsplit_once('/').unwrap_or(("", &self.0));
        (!name.is_empty()).then(|| (Self(folder.to_owned()), name))
    }

    /// The path of what a folder says that it holds under a name; none where no path can say it.
    #[must_use]
    pub(crate) fn child(&self, name: &str) -> Option<Self> {
        let path = Self::below(&self.0, name);
        // most names need no second look, and a walk comes by many
        let rare = |byte: u8| matches!(byte, b'%' | b'\\' | b':' | b'/' | 0);
        if cfg!(windows) || matches!(name, "" | "." | "..") || name.bytes().any(rare) {
            return path.parse().ok().filter(|read: &Self| read.0 == path && !name.is_empty());
        }
        (path.len() <= MOST.0 && name.len() <= MOST.1).then_some(Self(path))
    }

    /// What lies under this name in it.
    #[must_use]
    pub(crate) fn below(folder: &str, name: &str) -> String {
        if folder.is_empty() { name.to_owned() } else { [folder, "/", name].concat() }
    }
}

// derived, it would copy the path for each answer
impl serde::Serialize for FilePath {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl TryFrom<String> for FilePath {
    type Error = Refused;

    fn try_from(text: String) -> Result<Self, Refused> {
        let refused = |why: &str| Err(Refused(format!("a path {why}")));
        if text.len() > MOST.0 {
            return refused("has at most 4096 bytes");
        }
        if text.contains('\0') {
            return refused("holds no NUL");
        }
        if text.contains('\\') {
            return refused("has `/` between its names, and no backslash");
        }
        if text.starts_with('/') {
            return refused("is relative to the workspace, and does not begin with `/`");
        }
        let names: Vec<&str> = text.split('/').filter(|name| !name.is_empty() && *name != ".").collect();
        // also where `./` stands before it
        if let Some([drive, b':', ..]) = names.first().map(|name| name.as_bytes())
            && drive.is_ascii_alphabetic()
        {
            return refused("is relative to the workspace, and names no drive");
        }
        for name in &names {
            if name.len() > MOST.1 {
                return refused("has names of at most 255 bytes");
            }
            if leads_up(name) {
                return refused("stays in the workspace, and has no `..`");
            }
            if cfg!(windows) && (is_device(name) || name.contains(':')) {
                return refused("names no device");
            }
        }
        Ok(Self(names.join("/")))
    }
}

/// Whether a name means the folder above, also to someone who decodes it once more.
fn leads_up(name: &str) -> bool {
    if !name.contains('%') {
        return name == "..";
    }
    let mut text = name.to_owned();
    for _ in 0..4 {
        if text.split(['/', '\\']).any(|part| part == "..") || text.contains('\0') {
            return true;
        }
        let decoded = percent_encoding::percent_decode_str(&text).decode_utf8_lossy().into_owned();
        if decoded == text {
            break;
        }
        text = decoded;
    }
    // two bytes for a point or a slash, which some readers took for one
    let lower = name.to_ascii_lowercase();
    ["%c0%ae", "%c0%af", "%c1%9c", "%e0%80%ae"].iter().any(|long| lower.contains(long))
}

/// Whether Windows takes a name for a device. Elsewhere there are files of such names; no new ones are made.
pub(crate) fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let numbered = |kind: &str| {
        stem.strip_prefix(kind)
            .is_some_and(|number| matches!(number, "¹" | "²" | "³") || matches!(number.as_bytes(), [b'1'..=b'9']))
    };
    DEVICES.contains(&stem.as_str()) || numbered("com") || numbered("lpt")
}

impl std::str::FromStr for FilePath {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        text.to_owned().try_into()
    }
}

impl From<FilePath> for String {
    fn from(path: FilePath) -> Self {
        path.0
    }
}

impl std::fmt::Display for FilePath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_empty() { "." } else { &self.0 })
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for FilePath {
    fn schema_name() -> String {
        "FilePath".to_owned()
    }

    fn json_schema(_: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        let rule =
            crate::text::Rule { min: 0, max: MOST.0, pattern: Some(r"^[^\x00\\]*$"), allows: |_| true, prefix: "" };
        crate::text::schema(
            &rule,
            "A path below a workspace's folder, its names separated by `/`: at most 4096 bytes, each name at most 255. \
             Empty, or `.`, is the folder itself. Not an absolute path, no `..` (nor what becomes one when it is decoded), \
             no backslash, no drive, no NUL.",
        )
    }
}

#[cfg(feature = "uniffi")]
uniffi::custom_type!(FilePath, String, {
    lower: |path| path.0,
    try_lift: |text| FilePath::try_from(text).map_err(crate::foreign::refused),
});

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, Refused> {
        text.parse::<FilePath>().map(String::from)
    }

    /// Ways out that were tried on other servers.
    const WAYS_OUT: &[&str] = &[
        "..",
        "../",
        "../../etc/passwd",
        "a/../../etc/passwd",
        "a/..",
        "./..",
        "a/./../..",
        "/",
        "/etc/passwd",
        "//etc/passwd",
        "//server/share",
        "\\\\server\\share",
        "\\\\?\\C:\\x",
        "..\\..\\etc",
        "a\\..\\b",
        "C:",
        "C:/x",
        "c:x",
        "C:\\x",
        "./C:",
        ".//./c:/x",
        "%2e%2e",
        "%2e%2e/x",
        "%2E%2e%2fetc%2fpasswd",
        "..%2f..%2fetc",
        "..%5c..%5cetc",
        "%252e%252e%252fetc",
        "%25252e%25252e",
        ".%2e/x",
        "a/%2e%2e/%2e%2e",
        "%c0%ae%c0%ae/x",
        "..%c0%afx",
        "%e0%80%ae%e0%80%ae",
        "..%00",
        "a%00b",
        "a\0b",
        "\0",
    ];

    #[test]
    fn g15_no_spelling_of_a_path_leads_out() {
        for path in WAYS_OUT {
            assert!(read(path).is_err(), "{path:?} is read as {:?}", read(path));
        }
        assert!(read(&"a".repeat(256)).is_err() && read(&"a".repeat(255)).is_ok());
        assert!(read(&"a/".repeat(2049)).is_err() && read(&"é".repeat(128)).is_err());
    }

    #[test]
    fn a_file_has_one_spelling() {
        for (given, meant) in [
            ("", ""),
            (".", ""),
            ("./", ""),
            ("a", "a"),
            ("a/", "a"),
            ("./a//b/./c/", "a/b/c"),
            ("...", "..."),
            ("..a/b..", "..a/b.."),
            (" a ", " a "),
            ("https%3A%2F%2Fexample.com", "https%3A%2F%2Fexample.com"),
            ("100%", "100%"),
            ("ab:c", "ab:c"),
            ("‥/．．", "‥/．．"),
        ] {
            assert_eq!(read(given).as_deref(), Ok(meant), "{given:?}");
        }
    }

    #[test]
    fn a_path_is_split_at_its_last_name() {
        let split = |text: &str| {
            text.parse::<FilePath>().unwrap().split().map(|(folder, name)| (folder.to_string(), name.to_owned()))
        };
        assert_eq!(split("a/b/c"), Some(("a/b".into(), "c".into())));
        assert_eq!(split("a"), Some((".".into(), "a".into())));
        assert_eq!(split("./"), None);
    }

    #[test]
    fn a_name_in_a_folder_is_read_as_the_whole_path_would_be() {
        let folder: FilePath = "a/b".parse().unwrap();
        let names = ["c", ".", "..", "", "x/y", "a\\b", "%2e%2e", "100%", "ab:c", "C:", "a\0b", ".hidden", "..."];
        for name in names.map(str::to_owned).into_iter().chain(["x".repeat(255), "x".repeat(256)]) {
            for folder in [&folder, &FilePath::default()] {
                let whole = FilePath::below(folder.as_str(), &name);
                let meant = whole.parse::<FilePath>().ok().filter(|path| path.as_str() == whole && !name.is_empty());
                let meant = meant.filter(|_| !name.contains('/'));
                let read = folder.child(&name).filter(|_| !name.contains('/'));
                assert_eq!(read, meant, "{name:?} in {folder}");
            }
        }
        let deep: FilePath = "x/".repeat(2000).parse().unwrap();
        assert_eq!(deep.child(&"y".repeat(100)), None);
    }

    #[test]
    fn devices_are_known_by_name() {
        for name in ["CON", "nul", "Aux.c", "com1", "LPT9.txt", "prn .x", "COM¹", "CONIN$"] {
            assert!(is_device(name), "{name}");
        }
        for name in ["con1", "com", "com0", "com10", "console", "auxiliary", "null"] {
            assert!(!is_device(name), "{name}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_read_is_relative_and_is_read_the_same_again(text in r"(\.\.?/?|[./\\%:a-cA-C0-9é]|%2[eEfF]|\PC){0,24}") {
            if let Ok(path) = read(&text) {
                assert!(!path.starts_with('/') && path.split('/').all(|name| name != ".." && (name != "." )));
                assert_eq!(read(&path).as_deref(), Ok(path.as_str()));
                let only = std::path::Path::new(&path).components().all(|part| matches!(part, std::path::Component::Normal(_)));
                assert!(only, "{path:?}");
            }
        }
    }
}
