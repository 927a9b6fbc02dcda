//! The products: each API with its types and editions in a folder of its own.

pub mod cbn;
pub mod ecs;
pub mod vpc;

use super::edition::Edition;

/// The editions of every product, the newest last of each; the first of all is
/// the default.
static ALL: &[&[Edition]] = &[vpc::EDITIONS, ecs::EDITIONS, cbn::EDITIONS];

/// Every edition; the first is the default.
pub fn editions() -> impl Iterator<Item = &'static Edition> + Clone {
    ALL.iter().copied().flatten()
}

/// The edition named `name`.
pub fn edition_named(name: &str) -> Option<&'static Edition> {
    editions().find(|edition| edition.name == name)
}

impl Edition {
    /// The default edition, the specification of record.
    pub fn of_record() -> &'static Self {
        &vpc::EDITIONS[0]
    }

    /// The other editions of its product.
    pub fn siblings(&self) -> impl Iterator<Item = &'static Self> + '_ {
        editions().filter(|other| other.product == self.product && other.name != self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::Readings;

    #[test]
    fn what_an_edition_settles_exists() {
        for edition in editions() {
            for (axis, options) in edition.settled {
                Readings::all().limited(axis, options).expect(edition.name);
            }
            let chosen = edition.absent.iter().chain(edition.leaning);
            for (axis, option) in chosen {
                Readings::all()
                    .limited(axis, &[option])
                    .expect(edition.name);
            }
        }
    }

    #[test]
    fn the_types_of_a_product_are_in_order() {
        for edition in editions() {
            let product = edition.product;
            assert!(edition.name.starts_with(product.name), "{}", edition.name);
            for (place, kind) in product.kinds.iter().enumerate() {
                let life = kind.lifecycle();
                assert_eq!(usize::from(life.place), place, "{}", life.fixture);
                assert_eq!(product.kind_named(life.fixture), Some(*kind));
                let older = [life.parent, life.inner.map(|(inner, _)| inner)];
                assert!(older.into_iter().flatten().all(|older| older < *kind));
            }
        }
    }

    #[test]
    fn a_settled_axis_cannot_be_read_otherwise() {
        let current = edition_named("vpc-2024-06").expect("it is in the table");
        let error = current
            .readings_given([("type-case", "exact")])
            .expect_err("settled");
        assert!(error.to_string().contains("any-case"), "{error}");
    }
}
