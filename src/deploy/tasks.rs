//! Many operations at once, but not too many.

use std::future::Future;

use tokio::task::JoinSet;

/// Calls `work` for every item, at most `at_once` at the same time, and returns the results in no order. The first failure
/// ends all: what is on its way is given up.
///
/// # Errors
/// The first failure.
pub(super) async fn each<I, T, E, F>(
    at_once: usize,
    items: impl IntoIterator<Item = I>,
    work: impl Fn(I) -> F,
) -> Result<Vec<T>, E>
where
    F: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let mut items = items.into_iter();
    let mut running = JoinSet::new();
    let mut results = Vec::new();
    for item in items.by_ref().take(at_once.max(1)) {
        running.spawn(work(item));
    }
    while let Some(ended) = running.join_next().await {
        match ended {
            Ok(Ok(result)) => results.push(result),
            Ok(Err(error)) => {
                // Until the others are gone, so that whoever looks after what they leave finds it.
                running.shutdown().await;
                return Err(error);
            }
            // The task's panic goes on here.
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            // Only this function cancels tasks, and not while it waits for them.
            Err(_) => {}
        }
        if let Some(item) = items.next() {
            running.spawn(work(item));
        }
    }
    Ok(results)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn run<T>(work: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_multi_thread().enable_time().build().unwrap().block_on(work)
    }

    #[test]
    fn all_are_done_and_few_at_once() {
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let work = |number: usize| {
            let (now, most) = (now.clone(), most.clone());
            async move {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                tokio::time::sleep(std::time::Duration::from_millis(1)).await;
                now.fetch_sub(1, Ordering::SeqCst);
                Ok::<_, ()>(number)
            }
        };
        let mut done = run(each(3, 0..50, work)).unwrap();
        done.sort_unstable();
        assert_eq!(done, (0..50).collect::<Vec<_>>());
        assert_eq!(most.load(Ordering::SeqCst), 3);
    }

    #[test]
    fn the_first_failure_ends_all() {
        let begun = Arc::new(AtomicUsize::new(0));
        let work = |number: usize| {
            let begun = begun.clone();
            async move {
                begun.fetch_add(1, Ordering::SeqCst);
                if number == 5 { Err("five") } else { Ok(()) }
            }
        };
        assert_eq!(run(each(2, 0..100_000, work)), Err("five"));
        // How many were begun until then depends on the machine, but never all of them.
        assert!(begun.load(Ordering::SeqCst) < 100_000);
    }
}
