//! Reads the built library and generates its Kotlin, Python or Swift counterpart.

fn main() {
    uniffi::uniffi_bindgen_main();
}
