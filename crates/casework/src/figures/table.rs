//! A table of counts that gives no small number away: neither as it stands, nor by subtraction. Rows are periods, columns are categories; every total
//! is shown. Small totals are joined with a neighbour; a small cell is hidden together with three others at the corners of a rectangle, so that at
//! least one other table has the same totals and the same open cells, and another number in its place (the "hypercube" method; Giessing and
//! Repsilber 2002). Must not know what is counted.

use std::ops::RangeInclusive;

use jiff::civil::Date;

/// Counts by period and category, as they may be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The categories; several names joined with ` + ` where they are only shown together.
    pub categories: Vec<String>,
    /// The periods, in order. Empty where the whole is too small to be shown.
    pub periods: Vec<Period>,
    /// The total of each category, over all periods.
    pub totals: Vec<u32>,
}

/// A row of a table: one month, or several that are only shown together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// The first day of its first month.
    pub from: Date,
    /// The last day of its last month.
    pub to: Date,
    /// One count for each category; none where it is hidden.
    pub counts: Vec<Option<u32>>,
    /// The total of the row.
    pub total: u32,
}

impl Table {
    /// The total of everything; 0 where it is too small to be shown.
    pub fn total(&self) -> u32 {
        self.totals.iter().sum()
    }
}

/// Counts as they are, before anything is hidden: one row for each month.
#[derive(Debug, Clone)]
pub(super) struct Counts {
    pub(super) categories: Vec<String>,
    pub(super) months: Vec<RangeInclusive<Date>>,
    pub(super) cells: Vec<Vec<u32>>,
}

impl Counts {
    /// The table that may be published, in which no number from 1 to `least - 1` can be found out.
    pub(super) fn protect(mut self, least: u32) -> Table {
        let all: u32 = self.cells.iter().flatten().sum();
        if all == 0 || all < least {
            return Table { totals: vec![0; self.categories.len()], categories: self.categories, periods: Vec::new() };
        }
        self.join_small_columns(least);
        self.join_small_rows(least);
        let hidden = loop {
            match self.hide(least) {
                Ok(hidden) => break hidden,
                Err(row) => self.join_row(row),
            }
        };
        let totals = (0..self.categories.len()).map(|c| self.column(c)).collect();
        let shown = |row: usize, counts: &[u32]| counts.iter().enumerate().map(|(c, n)| (!hidden[row][c]).then_some(*n)).collect();
        let rows = self.months.iter().zip(&self.cells).enumerate();
        let periods = rows.map(|(row, (span, counts))| {
            let total = counts.iter().sum();
            Period { from: *span.start(), to: *span.end(), counts: shown(row, counts), total }
        });
        Table { periods: periods.collect(), categories: self.categories, totals }
    }

    fn column(&self, column: usize) -> u32 {
        self.cells.iter().map(|row| row[column]).sum()
    }

    /// A category whose total is small goes together with the smallest other that has any.
    fn join_small_columns(&mut self, least: u32) {
        let small = |n: u32| (1..least).contains(&n);
        while let Some(one) = (0..self.categories.len()).find(|c| small(self.column(*c))) {
            let others = (0..self.categories.len()).filter(|c| *c != one && self.column(*c) > 0);
            let Some(other) = others.min_by_key(|c| self.column(*c)) else { return };
            let (keep, gone) = (one.min(other), one.max(other));
            let name = self.categories.remove(gone);
            self.categories[keep] = format!("{} + {name}", self.categories[keep]);
            for row in &mut self.cells {
                let count = row.remove(gone);
                row[keep] += count;
            }
        }
    }

    fn join_small_rows(&mut self, least: u32) {
        while let Some(row) = self.cells.iter().position(|row| (1..least).contains(&row.iter().sum())) {
            self.join_row(row);
        }
    }

    /// Puts a row together with the next, or the last with the one before.
    fn join_row(&mut self, row: usize) {
        let first = if row + 1 < self.cells.len() { row } else { row.saturating_sub(1) };
        let counts = self.cells.remove(first + 1);
        let span = self.months.remove(first + 1);
        self.months[first] = *self.months[first].start()..=*span.end();
        for (into, count) in self.cells[first].iter_mut().zip(counts) {
            *into += count;
        }
    }

    /// Which cells are hidden; or a row that has a small cell which nothing here can hide.
    fn hide(&self, least: u32) -> Result<Vec<Vec<bool>>, usize> {
        let small = |n: u32| (1..least).contains(&n);
        let mut hidden: Vec<Vec<bool>> = self.cells.iter().map(|row| row.iter().map(|n| small(*n)).collect()).collect();
        for (r, row) in self.cells.iter().enumerate() {
            for (c, _) in row.iter().enumerate().filter(|(_, n)| small(**n)) {
                let (r2, c2) = self.rectangle(r, c, &hidden).ok_or(r)?;
                for (r, c) in [(r, c2), (r2, c), (r2, c2)] {
                    hidden[r][c] = true;
                }
            }
        }
        Ok(hidden)
    }

    /// The opposite corner of the rectangle that hides least. One more in two opposite corners and one less in the other two leaves every total as
    /// it is; no corner may become 0 by that, since it is known that what is hidden is not.
    fn rectangle(&self, r: usize, c: usize, hidden: &[Vec<bool>]) -> Option<(usize, usize)> {
        let at = |r: usize, c: usize| self.cells[r][c];
        let cost = |r: usize, c: usize| if hidden[r][c] { 0 } else { at(r, c) };
        let corners = (0..self.cells.len()).filter(|r2| *r2 != r);
        let corners = corners.flat_map(|r2| (0..self.categories.len()).filter(|c2| *c2 != c).map(move |c2| (r2, c2)));
        let fits = |(r2, c2): &(usize, usize)| {
            let (this, beside, below, across) = (at(r, c), at(r, *c2), at(*r2, c), at(*r2, *c2));
            (beside >= 2 && below >= 2 && across >= 1) || (this >= 2 && across >= 2 && beside >= 1 && below >= 1)
        };
        corners.filter(fits).min_by_key(|(r2, c2)| cost(r, *c2) + cost(*r2, c) + cost(*r2, *c2))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn counts(cells: Vec<Vec<u32>>) -> Counts {
        let months = (1..).map(|m| date(2026, m, 1)..=date(2026, m, 1).last_of_month()).take(cells.len()).collect();
        Counts { categories: (0..cells[0].len()).map(|c| format!("c{c}")).collect(), months, cells }
    }

    fn shown(table: &Table) -> Vec<Vec<Option<u32>>> {
        table.periods.iter().map(|p| p.counts.clone()).collect()
    }

    #[test]
    fn large_numbers_and_noughts_stand_as_they_are() {
        let table = counts(vec![vec![5, 0, 9], vec![20, 7, 0]]).protect(5);
        assert_eq!(shown(&table), [[Some(5), Some(0), Some(9)], [Some(20), Some(7), Some(0)]]);
        assert_eq!((table.totals.clone(), table.total()), (vec![25, 7, 9], 41));
    }

    #[test]
    fn a_small_cell_takes_three_others_with_it() {
        let table = counts(vec![vec![3, 20, 30], vec![10, 21, 31], vec![11, 22, 32]]).protect(5);
        assert_eq!(shown(&table), [[None, None, Some(30)], [None, None, Some(31)], [Some(11), Some(22), Some(32)]]);
        assert_eq!(table.periods[0].total, 53);
    }

    #[test]
    fn small_totals_are_joined_and_what_is_too_small_is_not_shown() {
        let table = counts(vec![vec![1, 2, 0], vec![10, 20, 0], vec![0, 9, 3]]).protect(5);
        assert_eq!(table.categories, ["c0 + c2", "c1"]);
        assert_eq!(table.periods.iter().map(|p| (p.from.month(), p.to.month(), p.total)).collect::<Vec<_>>(), [(1, 2, 33), (3, 3, 12)]);
        assert_eq!(counts(vec![vec![1, 3]]).protect(5).periods, []);
        assert_eq!(counts(vec![vec![0, 0]]).protect(1).periods, []);
    }

    /// Whether some other table with the same totals and open cells has another number at `cell`; hidden cells are at least 1.
    fn another_is_possible(table: &Table, truth: &[Vec<u32>], cell: (usize, usize)) -> bool {
        let hidden: Vec<(usize, usize)> = shown(table)
            .iter()
            .enumerate()
            .flat_map(|(r, row)| row.iter().enumerate().filter(|(_, n)| n.is_none()).map(move |(c, _)| (r, c)).collect::<Vec<_>>())
            .collect();
        let mut rows: Vec<u32> = vec![0; truth.len()];
        let mut columns: Vec<u32> = vec![0; truth[0].len()];
        for (r, c) in &hidden {
            rows[*r] += truth[*r][*c];
            columns[*c] += truth[*r][*c];
        }
        fn search(hidden: &[(usize, usize)], rows: &mut [u32], columns: &mut [u32], cell: (usize, usize), not: u32) -> bool {
            let Some(((r, c), rest)) = hidden.split_first().map(|(first, rest)| (*first, rest)) else {
                return rows.iter().chain(columns.iter()).all(|n| *n == 0);
            };
            // The last of a row takes what is left of it.
            let least = if rest.iter().any(|(other, _)| *other == r) { 1 } else { rows[r].max(1) };
            (least..=rows[r].min(columns[c])).filter(|n| (r, c) != cell || *n != not).any(|n| {
                rows[r] -= n;
                columns[c] -= n;
                let found = search(rest, rows, columns, cell, not);
                rows[r] += n;
                columns[c] += n;
                found
            })
        }
        search(&hidden, &mut rows, &mut columns, cell, truth[cell.0][cell.1])
    }

    proptest! {
        #[test]
        fn no_small_number_can_be_worked_out(cells in proptest::collection::vec(proptest::collection::vec(0..9u32, 3), 1..5)) {
            let all: u32 = cells.iter().flatten().sum();
            let table = counts(cells.clone()).protect(5);
            // The truth behind each published cell, after rows and columns were joined.
            let columns: Vec<Vec<usize>> = table.categories.iter().map(|n| n.split(" + ").map(|c| c[1..].parse().unwrap()).collect()).collect();
            let truth: Vec<Vec<u32>> = table.periods.iter().map(|p| {
                let rows = usize::try_from(p.from.month()).unwrap() - 1..usize::try_from(p.to.month()).unwrap();
                columns.iter().map(|cs| rows.clone().flat_map(|r| cs.iter().map(move |c| (r, *c))).map(|(r, c)| cells[r][c]).sum()).collect()
            }).collect();
            prop_assert_eq!(table.total(), if all < 5 { 0 } else { all });
            for (r, row) in truth.iter().enumerate() {
                prop_assert!(!(1..5).contains(&table.periods[r].total));
                for (c, n) in row.iter().enumerate() {
                    let published = table.periods[r].counts[c];
                    prop_assert!(published.is_none() || published == Some(*n));
                    prop_assert!(published.is_none_or(|n| n == 0 || n >= 5));
                    prop_assert!(published.is_some() || another_is_possible(&table, &truth, (r, c)));
                }
            }
            prop_assert!(table.totals.iter().all(|n| *n == 0 || *n >= 5));
        }
    }
}
