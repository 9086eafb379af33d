//! Reads the built library and writes the Kotlin, Python or Swift side of it.

fn main() {
    uniffi::uniffi_bindgen_main();
}
