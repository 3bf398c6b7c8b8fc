"""The tables of referral services, activities, campaigns, incidents and concerns about age."""
