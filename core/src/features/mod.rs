//! Which table holds which class.

use super::Table;
use super::store::ForeignRows;
use crate::{conflict, deployment, household, matter, notice, photo, resident, review, visit};
use gridbook_domain::Class;

/// The classes that have a table of their own.
pub(crate) const TYPED: &[Class] = &[
    Class::Person,
    Class::Household,
    Class::Dwelling,
    Class::Visit,
    Class::Review,
    Class::Matter,
    Class::Photo,
    Class::Conflict,
    Class::Notice,
    Class::Area,
    Class::Table,
    Class::Setting,
];

/// The table of a class; classes without one share the foreign rows.
pub(crate) fn table(class: &Class) -> &'static dyn Table {
    match class {
        Class::Person => &resident::store::Persons,
        Class::Household => &household::store::Households,
        Class::Dwelling => &household::store::Dwellings,
        Class::Visit => &visit::store::Visits,
        Class::Review => &review::store::Reviews,
        Class::Matter => &matter::store::Matters,
        Class::Photo => &photo::store::Photos,
        Class::Conflict => &conflict::store::Conflicts,
        Class::Notice => &notice::store::Notices,
        Class::Area => &deployment::store::Areas,
        Class::Table => &deployment::store::CodeTables,
        Class::Setting => &deployment::store::Settings,
        Class::Outcome | Class::Void | Class::Other(_) => &ForeignRows,
    }
}
