//! Symbolic links to folders.

use std::fs;
use std::io;
use std::path::Path;

/// Makes the symbolic link `link` lead to `folder`, which is as it is written in it. Where there is one already, it is replaced in
/// one step, so that whoever follows it comes to the old folder or to the new one.
///
/// # Errors
/// If the system has no symbolic links, or there is something else at `link`.
pub fn point(link: &Path, folder: &Path) -> io::Result<()> {
    let mut name = link.as_os_str().to_owned();
    name.push(".new");
    let fresh = Path::new(&name);
    match fs::remove_file(fresh) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    make(folder, fresh)?;
    fs::rename(fresh, link)
}

#[cfg(unix)]
fn make(folder: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(folder, link)
}

#[cfg(windows)]
fn make(folder: &Path, link: &Path) -> io::Result<()> {
    std::os::windows::fs::symlink_dir(folder, link)
}

#[cfg(not(any(unix, windows)))]
fn make(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_replaced_and_nothing_else() {
        let place = tempfile::tempdir().unwrap();
        let link = place.path().join("current");
        for folder in ["a", "b"] {
            fs::create_dir(place.path().join(folder)).unwrap();
            fs::write(place.path().join(folder).join("x"), folder).unwrap();
            point(&link, Path::new(folder)).unwrap();
            assert_eq!(fs::read_to_string(link.join("x")).unwrap(), folder);
        }
        fs::remove_file(&link).unwrap();
        fs::create_dir(&link).unwrap();
        fs::write(link.join("mine"), "1").unwrap();
        assert!(point(&link, Path::new("a")).is_err());
        assert!(link.join("mine").exists());
    }
}
