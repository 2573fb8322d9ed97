"""The columns of the generated tables."""

LEFT = tuple(
    """
    cons_no cons_name cert_no uscc legal_rep contact_name mobile phone elec_addr
    addr_county addr_town addr_village addr_estate addr_building addr_unit addr_room org_no tg_no
    """.split()
)
POPULATION = ("record_no", "person_name", "cert_no", "phone", "home_addr")
MARKET = ("record_no", "ent_name", "ent_name_used", "uscc", "legal_rep", "reg_addr", "phone")
OTHERS = {
    "estate": ("record_no", "real_estate_no", "owner_name", "owner_cert_no", "location", "usage"),
    "standard": ("addr_code", "full_addr", "county", "town", "village"),
    "payment": ("record_no", "cons_no", "payer_name", "payer_mobile", "pay_time", "amount", "recv_addr"),
    "self": (),
}
