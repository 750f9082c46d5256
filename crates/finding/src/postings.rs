//! In which concerns a word stands: rising numbers, written as steps of one byte or a few. Must not know words, nor what the numbers mean.

/// Rising numbers from 0 to `u32::MAX - 1`, each once.
#[derive(Default, Clone)]
pub(crate) struct Postings {
    /// Steps from one number to the next, seven bits a byte, the last byte of a step without its high bit.
    steps: Vec<u8>,
    /// One more than the last number; 0 of none.
    end: u32,
}

impl Postings {
    /// Adds a number. False if it is lower than the last, and so has to be put in by [`Postings::merge`].
    pub(crate) fn push(&mut self, number: u32) -> bool {
        let end = number + 1;
        if end <= self.end {
            return end == self.end;
        }
        let mut step = end - self.end;
        while step >= 0x80 {
            self.steps.push((step & 0x7f) as u8 | 0x80);
            step >>= 7;
        }
        self.steps.push(step as u8);
        self.end = end;
        true
    }

    /// Gives each number.
    pub(crate) fn each(&self, mut number: impl FnMut(u32)) {
        let (mut end, mut step, mut shift) = (0u32, 0u32, 0u32);
        for byte in &self.steps {
            step |= u32::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                end += step;
                number(end - 1);
                (step, shift) = (0, 0);
            } else {
                shift += 7;
            }
        }
    }

    /// Puts numbers in wherever they belong; they may come in any order, and be there already.
    pub(crate) fn merge(&mut self, late: &mut Vec<u32>) {
        late.sort_unstable();
        let (mut merged, mut at) = (Postings { steps: Vec::with_capacity(self.steps.len() + late.len()), end: 0 }, 0);
        self.each(|number| {
            while late.get(at).is_some_and(|l| *l < number) {
                merged.push(late[at]);
                at += 1;
            }
            merged.push(number);
        });
        for number in &late[at..] {
            merged.push(*number);
        }
        late.clear();
        *self = merged;
    }

    /// The steps, as they are saved.
    pub(crate) fn steps(&self) -> &[u8] {
        &self.steps
    }

    /// Takes steps that were saved, if they are whole and every number is below `most`.
    pub(crate) fn read(steps: Vec<u8>, most: u32) -> Option<Postings> {
        let (mut end, mut step, mut shift) = (0u32, 0u32, 0u32);
        for byte in &steps {
            let bits = u32::from(byte & 0x7f);
            step |= bits.checked_shl(shift).filter(|s| s >> shift == bits)?;
            shift += 7;
            if byte & 0x80 == 0 {
                end = end.checked_add(step).filter(|end| step > 0 && *end <= most)?;
                (step, shift) = (0, 0);
            }
        }
        (shift == 0 && end > 0).then_some(Postings { steps, end })
    }

    /// About how many numbers there are: never fewer than a fifth of this.
    pub(crate) fn bytes(&self) -> usize {
        self.steps.len()
    }

    /// How many bytes of memory they take, beside the struct itself.
    pub(crate) fn memory(&self) -> usize {
        self.steps.capacity()
    }

    /// Gives back memory that is held in reserve.
    pub(crate) fn settle(&mut self) {
        self.steps.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn all(postings: &Postings) -> Vec<u32> {
        let mut out = Vec::new();
        postings.each(|n| out.push(n));
        out
    }

    proptest! {
        #[test]
        fn what_goes_in_comes_out_in_order(numbers in proptest::collection::vec(prop_oneof![0..300u32, 0..u32::MAX], 0..200)) {
            let (mut postings, mut late) = (Postings::default(), Vec::new());
            for number in &numbers {
                if !postings.push(*number) {
                    late.push(*number);
                }
                if late.len() == 7 {
                    postings.merge(&mut late);
                }
            }
            postings.merge(&mut late);
            postings.settle();
            let expected: BTreeSet<u32> = numbers.into_iter().collect();
            let read = Postings::read(postings.steps().to_vec(), u32::MAX);
            prop_assert_eq!(read.as_ref().map(all), (!expected.is_empty()).then(|| all(&postings)));
            prop_assert!(expected.last().is_none_or(|last| Postings::read(postings.steps().to_vec(), *last).is_none()));
            prop_assert_eq!(all(&postings), expected.into_iter().collect::<Vec<_>>());
        }
    }
}
