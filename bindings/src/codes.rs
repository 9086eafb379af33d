//! Codes of open tables: what this build knows by name, and any other code as it came.
//!
//! Each is an enum of its own here, because a mirror could not carry its word for the screen. The
//! core's type crosses as that enum, so that the records of the core can be mirrored as they are.

use crate::cross::crosses_as;
use gridbook_core::domain;

/// Makes the enum of a code of the domain. A variant that is missing does not compile.
macro_rules! codes {
    ($(#[$doc:meta])* $list:ident, $name:ident of $domain:path { $($variant:ident,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
        #[uniffi::export(Debug)]
        pub enum $name {
            $(
                /// A code this build knows; `label` says it in Chinese.
                $variant,
            )*
            /// A code this build does not know, kept and passed on as it came.
            Other {
                /// Its word on the wire.
                word: String,
            },
        }

        #[uniffi::export]
        impl $name {
            /// The code's word on the wire.
            pub fn code(&self) -> String {
                <$domain>::from(self.clone()).as_str().to_owned()
            }

            /// The word on the screen, in Chinese; an unknown code shows as itself.
            pub fn label(&self) -> String {
                <$domain>::from(self.clone()).label().to_owned()
            }
        }

        /// The codes this build knows, in the order a screen offers them.
        #[uniffi::export]
        pub fn $list() -> Vec<$name> {
            <$domain>::KNOWN.iter().cloned().map($name::from).collect()
        }

        impl From<$domain> for $name {
            fn from(code: $domain) -> Self {
                type Domain = $domain;
                match code {
                    $(Domain::$variant => Self::$variant,)*
                    Domain::Other(word) => Self::Other { word },
                }
            }
        }

        impl From<$name> for $domain {
            fn from(code: $name) -> Self {
                match code {
                    $($name::$variant => Self::$variant,)*
                    // A known code that comes as unknown is known all the same.
                    $name::Other { word } => Self::of(&word),
                }
            }
        }

        crosses_as!($domain, $name);
    };
}

codes! {
    /// What a visit was for (V2).
    purposes, Purpose of domain::visit::Purpose {
        Routine, Care, Check, Policy, Mediation, FollowUp, Survey,
    }
}

codes! {
    /// Who was met (V1).
    meetings, Meeting of domain::visit::Met {
        Met, NobodyHome, Refused, MovedAway,
    }
}

codes! {
    /// Where a position comes from (V3).
    position_sources, PositionSource of domain::visit::PositionSource {
        Gnss, Network, Manual,
    }
}

codes! {
    /// What a supervisor decided about a visit log.
    verdicts, Verdict of domain::visit::Verdict {
        Approved, Returned,
    }
}

codes! {
    /// The kind of a matter by its process (M1).
    matter_kinds, MatterKind of domain::matter::Kind {
        General, Coordination, Emergency, Approval,
    }
}

codes! {
    /// The group of the routing table a matter belongs to (M2).
    matter_categories, MatterCategory of domain::matter::Category {
        StreetOrder, Sanitation, Environment, FoodDrugs, Safety, Municipal, Greening,
        BuildingSite, PublicSecurity, Dispute, Compound, Market,
    }
}

codes! {
    /// How far a matter has come (M3).
    matter_states, MatterState of domain::matter::State {
        Reported, Accepted, Returned, Dispatched, Handling, Handled, Verified, Closed,
    }
}

codes! {
    /// A person's sex.
    sexes, Sex of domain::person::Sex {
        Male, Female,
    }
}

codes! {
    /// The kind of an identity document (I2).
    document_kinds, DocumentKind of domain::person::DocumentKind {
        Citizen, Passport, Permit, Refused,
    }
}

codes! {
    /// How a person comes to live here.
    residences, Residence of domain::person::Residence {
        Registered, Floating, Abroad,
    }
}

codes! {
    /// Whether a person still belongs to the ledger.
    standings, Standing of domain::person::Standing {
        Present, Deregistered,
    }
}

codes! {
    /// The relation to the head of the household.
    relations, Relation of domain::person::Relation {
        Head, Spouse, Child, Parent, Grandchild, Grandparent, Sibling, Tenant,
    }
}

codes! {
    /// Care groups 关爱对象.
    care_groups, Care of domain::person::Care {
        Elderly, Alone, LowIncome, Disabled, Ill, LeftBehind, Orphan, Unemployed, Expectant,
        Hardship,
    }
}

codes! {
    /// How a dwelling is used.
    dwelling_uses, DwellingUse of domain::household::Use {
        Own, Rented, Vacant,
    }
}

codes! {
    /// What became of a part of a save.
    effects, Effect of domain::outcome::Effect {
        Applied, Merged, Conflict, Held, Refused, Duplicate, Quarantined,
    }
}

codes! {
    /// Why a part did not simply take effect; its label tells the author what to do.
    reasons, Why of domain::outcome::Why {
        BadField, MissingField, AppendOnly, AlreadyAmended, HubOnly, IllegalStep, NotYours,
        NoGrant, NoRecord, Revoked, Unreadable, Elsewhere, Later,
    }
}

codes! {
    /// What a notice is about.
    notice_kinds, NoticeKind of domain::outcome::NoticeKind {
        VisitReturned,
    }
}

codes! {
    /// What somebody is in the service.
    roles, Role of domain::role::Role {
        Worker, Leader, Supervisor, Dispatcher, Handler, Admin,
    }
}

codes! {
    /// The level of an area.
    area_levels, AreaLevel of domain::area::Level {
        District, Street, Community, Grid,
    }
}

codes! {
    /// What kind of thing a record is.
    record_classes, RecordClass of domain::Class {
        Person, Household, Dwelling, Visit, Review, Matter, Photo, Conflict, Outcome,
        Notice, Area, Table, Setting, Void,
    }
}
