//! Writes the foreign half of `openwork-ffi`: `uniffi-bindgen generate LIBRARY --language python --out-dir DIR`.

fn main() {
    uniffi::uniffi_bindgen_main();
}
