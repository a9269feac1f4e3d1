"""What no setting may go beyond, and which may be zero.

Invariant: a number that stands nowhere here is from 1 to ``MOST``.
"""

MOST = 10**12

CEILINGS = {
    "retention_years": 100,
    "max_retention_years": 100,
    "max_records_per_key": 60_000,
    "write_batch_rows": 5_000,
    "max_page_size": 10_000,
    "upload_days": 365,
    "record_audit_rows": 10_000_000,
    "search_most": 20_000,
    "browse_most": 100_000,
    "draws": 10_000,
    "control_share": 0.5,
    "control_days": 3_650,
    "redress_days": 3_650,
    "redress_kept_days": 3_650,
    "notice_days": 3_650,
    "read_connections": 1_000,
    "screen_threshold": 1,
    "commitment_most_days": 36_500,
    "report_max_chars": 5_000_000,
    "report_max_sentence_chars": 100_000,
    "series_settling_days": 3_650,
    "series_linking_error": 1,
    "estimate_resamples": 100_000,
    "estimate_draws": 10_000,
    "estimate_order": 4,
    "estimate_fewest_lists": 8,
    "estimate_step": 1,
    "estimate_derived_share": 1,
    "estimate_linking_share": 1,
    "estimate_noise_share": 1,
    "session_hours": 24 * 31,
    "session_idle_minutes": 24 * 60,
    "sign_in_minutes": 60,
    "login_link_minutes": 7 * 24 * 60,
    "token_days": 3_650,
    "password_least": 64,
    "password_memory_kib": 4_000_000,
    "password_passes": 100,
    "sign_in_delay_seconds": 86_400,
    "sign_in_delay_most_seconds": 86_400,
    "openid_seconds": 60,
    "peer_seconds": 3_600,
    "peer_tries": 100,
    "peer_wait_seconds": 3_600,
    "peer_wait_most_seconds": 86_400,
    "peer_page": 10_000,
    "head_minutes": 7 * 24 * 60,
    "head_hourly_days": 365,
    "head_days": 3_650,
    "smtp_port": 65_535,
    "smtp_seconds": 3_600,
}
"""Beyond these a value would break what it bounds; nothing else may exceed ``MOST``."""

FROM_ZERO = frozenset({
    "control_share", "clock_days_back", "expected_records", "screen_threshold", "arrival_most", "series_rho",
    "series_leg_months_rho", "series_origin_quarters_rho", "series_patterns_rho", "series_settling_days",
    "series_linking_error", "estimate_fewest_on_two", "estimate_step", "estimate_near_bic", "estimate_alternatives",
    "estimate_derived_share", "estimate_linking_share", "estimate_noise_share", "sign_in_free", "sign_in_free_by_address",
    "sign_in_delay_seconds", "sign_in_delay_most_seconds",
})  # fmt: skip
