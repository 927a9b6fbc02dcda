//! Covering arrays: few rows in which all values of any so many dimensions meet.

use std::collections::{BTreeMap, BTreeSet};

/// Dimensions with a value of each, in the order of the dimensions.
type Values = Vec<(usize, usize)>;

/// Rows with a value for each dimension, dimension number i having `sizes[i]` of
/// them, such that any values of any `strength` dimensions stand together in a
/// row. They are found greedily and without chance: the same on every machine, and
/// somewhat more than the fewest that there could be.
///
/// There are none where a dimension has no value, and one where `strength` is 0.
pub fn covering_array(sizes: &[usize], strength: usize) -> Vec<Vec<usize>> {
    if sizes.contains(&0) {
        return Vec::new();
    }
    let strength = strength.min(sizes.len());
    let mut unmet = all_values(sizes, strength);
    let mut used: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let mut rows = Vec::new();
    while let Some(first) = unmet.first().cloned() {
        let mut row = first;
        let others: Vec<usize> = (0..sizes.len())
            .filter(|dimension| row.iter().all(|(there, _)| there != dimension))
            .collect();
        for dimension in others {
            let around = subsets(&row, strength.saturating_sub(1));
            let news = |value: &usize| {
                let with = |those: &Values| in_order(those, (dimension, *value));
                around
                    .iter()
                    .filter(|those| unmet.contains(&with(those)))
                    .count()
            };
            // Of those that are as good the one that was taken least.
            let best = (0..sizes[dimension]).max_by_key(|value| {
                let before = used.get(&(dimension, *value)).copied().unwrap_or(0);
                (news(value), std::cmp::Reverse((before, *value)))
            });
            row.extend(best.map(|value| (dimension, value)));
        }
        row.sort_unstable();
        for met in subsets(&row, strength) {
            unmet.remove(&met);
        }
        for value in &row {
            *used.entry(*value).or_default() += 1;
        }
        rows.push(row.into_iter().map(|(_, value)| value).collect());
    }
    rows
}

/// All values of any `strength` dimensions.
fn all_values(sizes: &[usize], strength: usize) -> BTreeSet<Values> {
    let dimensions: Vec<usize> = (0..sizes.len()).collect();
    let products = subsets(&dimensions, strength).into_iter().flat_map(|some| {
        some.into_iter()
            .fold(vec![Values::new()], |before, dimension| {
                let longer = before.into_iter().flat_map(|values| {
                    (0..sizes[dimension]).map(move |value| in_order(&values, (dimension, value)))
                });
                longer.collect()
            })
    });
    products.collect()
}

fn in_order(values: &[(usize, usize)], one: (usize, usize)) -> Values {
    let place = values.partition_point(|there| *there < one);
    let mut values = values.to_vec();
    values.insert(place, one);
    values
}

/// Every choice of so many of some, each in their order.
fn subsets<T: Clone>(of: &[T], size: usize) -> Vec<Vec<T>> {
    if size == 0 {
        return vec![Vec::new()];
    }
    let firsts = of.iter().enumerate();
    let all = firsts.flat_map(|(place, first)| {
        let rests = subsets(&of[place + 1..], size - 1);
        rests.into_iter().map(move |rest| {
            let mut whole = vec![first.clone()];
            whole.extend(rest);
            whole
        })
    });
    all.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lacks(rows: &[Vec<usize>], sizes: &[usize], strength: usize) -> BTreeSet<Values> {
        let mut unmet = all_values(sizes, strength);
        for row in rows {
            let row: Values = row.iter().copied().enumerate().collect();
            for met in subsets(&row, strength) {
                unmet.remove(&met);
            }
        }
        unmet
    }

    #[test]
    fn all_values_of_any_so_many_dimensions_meet_in_few_rows() {
        for (sizes, strength, most) in [
            (&[6, 3, 8, 2, 5, 2][..], 2, 60),
            (&[6, 3, 8, 2, 5, 2], 3, 320),
            (&[2; 10], 2, 12),
            (&[4, 1, 1], 2, 4),
            (&[7], 2, 7),
            (&[3, 3], 1, 3),
        ] {
            let rows = covering_array(sizes, strength);
            let strength = strength.min(sizes.len());
            assert_eq!(lacks(&rows, sizes, strength), BTreeSet::new());
            assert!(rows.len() <= most, "{sizes:?} {strength}: {}", rows.len());
            for row in &rows {
                assert!(row.iter().zip(sizes).all(|(value, size)| value < size));
            }
            // The last row is there for something.
            let less = &rows[..rows.len() - 1];
            assert_ne!(lacks(less, sizes, strength), BTreeSet::new());
        }
        assert_eq!(covering_array(&[], 2), [[0; 0]]);
        assert_eq!(covering_array(&[2, 0], 2), Vec::<Vec<usize>>::new());
    }
}
