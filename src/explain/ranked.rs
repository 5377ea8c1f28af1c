//! Order by small numbers.

/// The items by their rank, the smallest first, and those of one rank as they
/// were. The ranks are small, so each has a place of its own: the library's sort
/// is many times this code, for each type of what is sorted.
pub(super) fn ranked<T>(items: Vec<T>, rank: impl Fn(&T) -> usize) -> Vec<T> {
    let mut places: Vec<Vec<T>> = Vec::new();
    for item in items {
        let place = rank(&item);
        if places.len() <= place {
            places.resize_with(place + 1, Vec::new);
        }
        if let Some(place) = places.get_mut(place) {
            place.push(item);
        }
    }
    places.into_iter().flatten().collect()
}
