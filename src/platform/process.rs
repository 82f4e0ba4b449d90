//! What the process has taken of the machine so far.

use std::time::Duration;

/// Who runs the program on which machine, for people: `ana@desk`.
pub fn owner() -> String {
    let variable = |names: [&str; 2]| {
        names.into_iter().filter_map(|name| std::env::var(name).ok()).find(|value| !value.is_empty())
    };
    let user = variable(["USER", "USERNAME"]).unwrap_or_else(|| "somebody".to_owned());
    let machine = machine().or_else(|| variable(["HOSTNAME", "COMPUTERNAME"]));
    format!("{user}@{}", machine.unwrap_or_else(|| "a machine".to_owned()))
}

#[cfg(unix)]
fn machine() -> Option<String> {
    let name = rustix::system::uname();
    name.nodename().to_str().ok().filter(|name| !name.is_empty()).map(str::to_owned)
}

#[cfg(not(unix))]
fn machine() -> Option<String> {
    None
}

/// The processor time of all threads of the process, those that have ended included; `None` where it cannot be told.
#[cfg(unix)]
pub fn processor_time() -> Option<Duration> {
    use rustix::time::{ClockId, clock_gettime};
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Some(Duration::new(u64::try_from(time.tv_sec).ok()?, u32::try_from(time.tv_nsec).ok()?))
}

/// The processor time of the process: other systems are not asked.
#[cfg(not(unix))]
pub fn processor_time() -> Option<Duration> {
    None
}

/// The most memory the process has had, in bytes, where the system tells (Linux: `VmHWM`).
pub fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_process_knows_what_it_took() {
        let before = processor_time().unwrap();
        let start = std::time::Instant::now();
        while start.elapsed() < Duration::from_millis(20) {
            std::hint::spin_loop();
        }
        assert!(processor_time().unwrap() > before);
        assert!(peak_memory().unwrap() > 1_000_000);
    }
}
