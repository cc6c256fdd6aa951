//! The overlay shows what was written to it and leaves what is below alone.

use proptest::prelude::*;
use redb::StorageBackend;

use crate::store::folder::Medium;
use crate::store::overlay::Overlay;
use crate::store::tests::disk::Disk;

#[derive(Debug, Clone)]
enum Step {
    Write(usize, Vec<u8>),
    Length(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let write =
        (0..20_000_usize, 1..9000_usize, 1..=u8::MAX).prop_map(|(at, len, byte)| Step::Write(at, vec![byte; len]));
    let length = (0..30_000_usize).prop_map(Step::Length);
    prop::collection::vec(prop_oneof![3 => write, 1 => length], 0..12)
}

proptest! {
    #[test]
    fn g16_an_overlay_reads_like_the_file_it_hides(below in prop::collection::vec(1_u8.., 0..15_000), steps in steps()) {
        let disk = Disk::with(Some(&below));
        let overlay = Overlay::over(disk.open().unwrap()).unwrap();
        let mut model = below.clone();
        for step in steps {
            match step {
                Step::Write(at, data) => {
                    overlay.write(at as u64, &data).unwrap();
                    model.resize(model.len().max(at + data.len()), 0);
                    model[at..at + data.len()].copy_from_slice(&data);
                }
                Step::Length(len) => {
                    overlay.set_len(len as u64).unwrap();
                    model.resize(len, 0);
                }
            }
            let mut all = vec![0xAA; model.len()];
            prop_assert_eq!(overlay.len().unwrap(), model.len() as u64);
            overlay.read(0, &mut all).unwrap();
            prop_assert!(all == model, "the overlay differs");
        }
        prop_assert!(overlay.read(model.len() as u64, &mut [0]).is_err());
        prop_assert_eq!(disk.bytes(), Some(below));
    }
}
