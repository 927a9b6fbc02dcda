//! The drawn cases of a seed in the order of their ids, none drawn before its turn.

use crate::contract::Edition;

use super::recipes::{RECIPES, drawn_one, id};
use crate::cases::Case;

/// The first `count` drawn cases of a seed. There may be millions: what a
/// member is, its number says, and it is drawn when it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lot {
    /// The seed.
    pub seed: u64,
    /// How many are drawn from it.
    pub count: u64,
}

/// One drawn case by its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// The id that it will have.
    pub id: String,
    number: u64,
}

impl Lot {
    /// Its members in the order of their ids.
    pub fn tickets(self) -> impl Iterator<Item = Ticket> + Send {
        let kinds = RECIPES.len() as u64;
        let mut topics: Vec<(u64, &str)> = (0..).zip(RECIPES.iter().map(|one| one.topic)).collect();
        topics.sort_by_key(|(_, topic)| *topic);
        topics.into_iter().flat_map(move |(kind, topic)| {
            let of_kind = move |number: &u64| number % kinds == kind;
            let numbers = as_texts(self.count).filter(of_kind);
            numbers.map(move |number| Ticket {
                id: id(topic, self.seed, number),
                number,
            })
        })
    }

    /// The case of a ticket, as it is drawn: not checked yet.
    pub fn draw(self, ticket: &Ticket, edition: &Edition) -> Case {
        drawn_one(edition, self.seed, ticket.number)
    }

    /// The ticket of the member with this id, if there is one.
    pub fn ticket(self, wanted: &str) -> Option<Ticket> {
        let place = self.place(wanted)?;
        Some(Ticket {
            id: wanted.to_owned(),
            number: place - 1,
        })
    }

    /// The place of the member with this id in the order of drawing, from 1, if
    /// there is one: so many must be drawn for it to be among them.
    pub fn place(self, wanted: &str) -> Option<u64> {
        let (topic, rest) = wanted.split_once('/')?;
        let number: u64 = rest.split_once('-')?.1.parse().ok()?;
        let recipe = usize::try_from(number % RECIPES.len() as u64).ok()?;
        let is_it = number < self.count
            && RECIPES[recipe].topic == topic
            && id(topic, self.seed, number) == wanted;
        is_it.then_some(number + 1)
    }
}

/// The numbers below `count` in the order of their digits as texts.
fn as_texts(count: u64) -> impl Iterator<Item = u64> {
    let first = (count > 0).then_some(0);
    std::iter::successors(first, move |number| after(*number, count))
}

/// What follows a number as a text, among those below `count`.
fn after(number: u64, count: u64) -> Option<u64> {
    if number == 0 {
        return (count > 1).then_some(1);
    }
    if let Some(longer) = number.checked_mul(10).filter(|longer| *longer < count) {
        return Some(longer);
    }
    let mut number = number;
    while number % 10 == 9 || number + 1 >= count {
        number /= 10;
        if number == 0 {
            return None;
        }
    }
    Some(number + 1)
}

#[cfg(test)]
mod tests {
    use super::super::drawn;
    use super::*;

    #[test]
    fn tickets_come_in_the_order_of_the_ids_of_what_is_drawn_at_once() {
        let edition = Edition::of_record();
        for count in [0, 1, 2, 9, 10, 11, 99, 100, 101, 137, 1001] {
            let lot = Lot { seed: 7, count };
            let mut all = drawn(edition, 7, usize::try_from(count).unwrap());
            all.sort_by(|one, other| one.id.cmp(&other.id));
            let tickets: Vec<Ticket> = lot.tickets().collect();
            let ids = |cases: &[Case]| -> Vec<String> {
                cases.iter().map(|case| case.id.clone()).collect()
            };
            let of_tickets: Vec<String> = tickets.iter().map(|one| one.id.clone()).collect();
            assert_eq!(of_tickets, ids(&all), "{count}");
            for (ticket, case) in tickets.iter().zip(&all).step_by(17) {
                assert_eq!(lot.draw(ticket, edition), *case);
                let (_, so_many) = case.drawn_from().unwrap();
                assert_eq!(lot.place(&case.id), Some(so_many as u64));
            }
        }
    }

    #[test]
    fn what_is_not_among_them_has_no_place() {
        let lot = Lot { seed: 0, count: 8 };
        assert_eq!(lot.place("near-miss/0-5"), Some(6));
        for other in [
            "near-miss/0-6",
            "near-miss/0-10",
            "near-miss/1-5",
            "near-miss/0-05",
            "quota/x",
            "near-miss",
        ] {
            assert_eq!(lot.place(other), None, "{other}");
        }
    }
}
