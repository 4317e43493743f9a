//! What the node's refusals of extrinsics mean.

use subxt::rpcs::UserError;

use crate::chain::SubmitError;

// The codes of the node's `author` methods (sc-rpc-api, `author/error.rs`).
const INVALID_TRANSACTION: i32 = 1010;
const TEMPORARILY_BANNED: i32 = 1012;
const ALREADY_IMPORTED: i32 = 1013;
const TOO_LOW_PRIORITY: i32 = 1014;
const IMMEDIATELY_DROPPED: i32 = 1016;
const FUTURE_NOT_TAKEN: i32 = 1021;

// The texts of `sp_runtime::transaction_validity::InvalidTransaction`, which come as the refusal's data.
const STALE: &str = "Transaction is outdated";
const FUTURE: &str = "Transaction will be valid in the future";
const ANCIENT: &str = "Transaction has an ancient birth block";
const PAYMENT: &str = "Inability to pay some fees (e.g. account balance too low)";

pub(super) fn reason(refusal: &UserError) -> SubmitError {
    match refusal.code {
        INVALID_TRANSACTION => invalid(refusal),
        TEMPORARILY_BANNED => SubmitError::Banned,
        ALREADY_IMPORTED => SubmitError::AlreadyKnown,
        TOO_LOW_PRIORITY => SubmitError::NonceTaken,
        IMMEDIATELY_DROPPED => SubmitError::PoolFull,
        FUTURE_NOT_TAKEN => SubmitError::Future,
        // Overload, limits, trouble inside of the node: nothing is known of the extrinsic.
        _ => SubmitError::NodeTrouble(explanation(refusal)),
    }
}

fn invalid(refusal: &UserError) -> SubmitError {
    match data(refusal).as_deref() {
        Some(STALE) => SubmitError::Stale,
        Some(FUTURE) => SubmitError::Future,
        Some(ANCIENT) => SubmitError::Expired,
        Some(PAYMENT) => SubmitError::Unpayable,
        _ => SubmitError::Invalid(explanation(refusal)),
    }
}

fn explanation(refusal: &UserError) -> String {
    match data(refusal) {
        Some(data) => format!("{}: {data}", refusal.message),
        None => refusal.message.clone(),
    }
}

fn data(refusal: &UserError) -> Option<String> {
    serde_json::from_str(refusal.data.as_ref()?.get()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn refusal(code: i32, data: serde_json::Value) -> UserError {
        serde_json::from_value(json!({ "code": code, "message": "Refused", "data": data })).unwrap()
    }

    #[test]
    fn each_refusal_the_submitter_acts_on_has_its_name() {
        let named = |code, data: serde_json::Value| reason(&refusal(code, data));
        assert!(matches!(named(1010, json!(STALE)), SubmitError::Stale));
        assert!(matches!(named(1010, json!(FUTURE)), SubmitError::Future));
        assert!(matches!(named(1010, json!(ANCIENT)), SubmitError::Expired));
        assert!(matches!(named(1010, json!(PAYMENT)), SubmitError::Unpayable));
        assert!(matches!(named(1012, json!(null)), SubmitError::Banned));
        assert!(matches!(named(1013, json!("0x00")), SubmitError::AlreadyKnown));
        assert!(matches!(named(1014, json!("low")), SubmitError::NonceTaken));
        assert!(matches!(named(1016, json!("full")), SubmitError::PoolFull));
        assert!(matches!(named(1021, json!(null)), SubmitError::Future));
    }

    #[test]
    fn other_refusals_keep_the_nodes_words() {
        let SubmitError::Invalid(words) = reason(&refusal(1010, json!("Transaction has a bad signature"))) else { panic!() };
        assert_eq!(words, "Refused: Transaction has a bad signature");
        let SubmitError::NodeTrouble(words) = reason(&refusal(-32999, json!(null))) else { panic!() };
        assert_eq!(words, "Refused");
    }
}
