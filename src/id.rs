//! Indices that only fit the list they are for.

use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

use rayon::prelude::*;

/// The place of a thing in a list of its kind.
pub trait Id: Copy + Send {
    /// The id of what stands at `index`. A list holds no more than its ids can count; beyond that, the last id.
    fn at(index: usize) -> Self;

    /// Where it stands.
    fn index(self) -> usize;
}

/// Declares a type of ids: its visibility, its name, and the integer that it is.
macro_rules! id {
    ($(#[$attribute:meta])* $visibility:vis $name:ident($integer:ty)) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $visibility struct $name($integer);

        impl $crate::id::Id for $name {
            fn at(index: usize) -> $name {
                $name(<$integer>::try_from(index).unwrap_or(<$integer>::MAX))
            }

            fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

pub(crate) use id;

/// A list that is indexed by ids of its own kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IdVec<I, T> {
    list: Vec<T>,
    ids: PhantomData<fn(I) -> I>,
}

impl<I: Id, T> IdVec<I, T> {
    /// An empty list.
    pub fn new() -> IdVec<I, T> {
        IdVec::from(Vec::new())
    }

    /// Adds an element at the end.
    ///
    /// # Returns
    /// Its id.
    pub fn push(&mut self, element: T) -> I {
        let id = self.next_id();
        self.list.push(element);
        id
    }

    /// The id that the next new element will have.
    pub fn next_id(&self) -> I {
        I::at(self.list.len())
    }

    /// How many elements there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The element `id`, if there is one.
    pub fn get(&self, id: I) -> Option<&T> {
        self.list.get(id.index())
    }

    /// The elements, without their ids.
    pub fn as_slice(&self) -> &[T] {
        &self.list
    }

    /// The elements in order.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.list.iter()
    }

    /// The elements in order, to be changed.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, T> {
        self.list.iter_mut()
    }

    /// All ids in order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = I> + ExactSizeIterator + use<I, T> {
        (0..self.list.len()).map(I::at)
    }

    /// The elements in order, each with its id.
    pub fn enumerate(&self) -> impl DoubleEndedIterator<Item = (I, &T)> + ExactSizeIterator {
        self.list.iter().enumerate().map(|(index, element)| (I::at(index), element))
    }

    /// All ids, for several threads.
    pub fn par_ids(&self) -> impl IndexedParallelIterator<Item = I> + use<I, T> {
        (0..self.list.len()).into_par_iter().map(I::at)
    }
}

impl<I: Id, T: Sync> IdVec<I, T> {
    /// The elements in order, for several threads.
    pub fn par_iter(&self) -> rayon::slice::Iter<'_, T> {
        self.list.par_iter()
    }

    /// The elements in order, each with its id, for several threads.
    pub fn par_enumerate(&self) -> impl IndexedParallelIterator<Item = (I, &T)> {
        self.list.par_iter().enumerate().map(|(index, element)| (I::at(index), element))
    }
}

impl<I, T> From<Vec<T>> for IdVec<I, T> {
    fn from(list: Vec<T>) -> IdVec<I, T> {
        IdVec { list, ids: PhantomData }
    }
}

impl<I, T> Default for IdVec<I, T> {
    fn default() -> IdVec<I, T> {
        IdVec::from(Vec::new())
    }
}

impl<I: Id, T: Send> IdVec<I, T> {
    /// The elements in order, to be changed by several threads.
    pub fn par_iter_mut(&mut self) -> rayon::slice::IterMut<'_, T> {
        self.list.par_iter_mut()
    }
}

impl<I, T> From<IdVec<I, T>> for Vec<T> {
    fn from(list: IdVec<I, T>) -> Vec<T> {
        list.list
    }
}

impl<I: Id, T> Index<I> for IdVec<I, T> {
    type Output = T;

    fn index(&self, id: I) -> &T {
        &self.list[id.index()]
    }
}

impl<I: Id, T> IndexMut<I> for IdVec<I, T> {
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.list[id.index()]
    }
}

impl<I, T> FromIterator<T> for IdVec<I, T> {
    fn from_iter<L: IntoIterator<Item = T>>(list: L) -> IdVec<I, T> {
        IdVec::from(Vec::from_iter(list))
    }
}

impl<I: Send, T: Send> FromParallelIterator<T> for IdVec<I, T> {
    fn from_par_iter<L: IntoParallelIterator<Item = T>>(list: L) -> IdVec<I, T> {
        IdVec::from(Vec::from_par_iter(list))
    }
}

impl<I, T> IntoIterator for IdVec<I, T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> std::vec::IntoIter<T> {
        self.list.into_iter()
    }
}

impl<'l, I, T> IntoIterator for &'l IdVec<I, T> {
    type Item = &'l T;
    type IntoIter = std::slice::Iter<'l, T>;

    fn into_iter(self) -> std::slice::Iter<'l, T> {
        self.list.iter()
    }
}

impl<'l, I, T> IntoIterator for &'l mut IdVec<I, T> {
    type Item = &'l mut T;
    type IntoIter = std::slice::IterMut<'l, T>;

    fn into_iter(self) -> std::slice::IterMut<'l, T> {
        self.list.iter_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    id! {
        /// For the test.
        LetterId(u8)
    }

    #[test]
    fn what_is_pushed_is_found_by_its_id() {
        let mut letters: IdVec<LetterId, char> = ['a', 'b'].into_iter().collect();
        let id = letters.push('c');
        assert_eq!((letters[id], id.index(), letters.len()), ('c', 2, 3));
        letters[id] = 'd';
        assert_eq!(letters.iter().collect::<String>(), "abd");
        assert_eq!(letters.get(letters.next_id()), None);
        let pairs: Vec<(usize, char)> =
            letters.enumerate().map(|(id, letter)| (id.index(), *letter)).collect();
        assert_eq!(pairs, [(0, 'a'), (1, 'b'), (2, 'd')]);
        assert_eq!(letters.ids().rev().map(|id| letters[id]).collect::<String>(), "dba");
    }

    #[test]
    fn an_index_beyond_all_ids_has_the_last() {
        assert_eq!(LetterId::at(254).index(), 254);
        assert_eq!(LetterId::at(usize::MAX).index(), 255);
    }
}
