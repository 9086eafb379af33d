//! The one error that crosses: the core's, and one that arises only here.

use gridbook_core::BookError as CoreError;

pub use crate::mirror::error::BookError;

/// Makes the error of the variants of the core's, there and back.
macro_rules! book_error {
    ($(#[$doc:meta])* $core:path => $name:ident {
        $($(#[$about:meta])* $variant:ident $({ $($(#[$part:meta])* $field:ident: $type:ty,)* })?,)*
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
        pub enum $name {
            $($(#[$about])* $variant $({ $($(#[$part])* $field: $type,)* })?,)*
            /// Text that was handed in as an id is none: a fault of the app.
            #[error("malformed {kind}")]
            MalformedId {
                /// What it should have been, such as `RecordId`.
                kind: String,
            },
        }

        impl From<$core> for $name {
            fn from(error: $core) -> Self {
                type Core = $core;
                match error {
                    $(Core::$variant $({ $($field),* })? => Self::$variant $({ $($field),* })?,)*
                }
            }
        }

        impl $name {
            /// The same error as the core's; `None` for the one that arises at the border.
            pub(crate) fn core(&self) -> Option<$core> {
                type Core = $core;
                Some(match self.clone() {
                    Self::MalformedId { .. } => return None,
                    $(Self::$variant $({ $($field),* })? => Core::$variant $({ $($field),* })?,)*
                })
            }
        }
    };
}

pub(crate) use book_error;

#[uniffi::export]
impl BookError {
    /// Whether the same call can succeed later without anybody changing anything.
    pub fn can_retry(&self) -> bool {
        self.core().is_some_and(|core| core.can_retry())
    }

    /// After how many milliseconds to try again; absent where no time is advised.
    pub fn retry_after_ms(&self) -> Option<u64> {
        self.core()?.retry_after_ms()
    }

    /// The error in one word that never changes, for logs and the small type under a message.
    pub fn code(&self) -> String {
        self.core().map_or("malformed_id", |core| core.code()).to_owned()
    }

    /// A sentence for the worker, in Chinese: what happened, what it means, what to do.
    pub fn words(&self) -> String {
        let core = self.core().unwrap_or(CoreError::Bug { trace: String::new() });
        core.words()
    }
}
