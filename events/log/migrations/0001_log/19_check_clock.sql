-- Nothing takes effect more than five minutes from now, and nothing was noted later than it is recorded.
create function log.check_clock(ids text[], times timestamptz[], noted timestamptz[], clock timestamptz)
returns void
language plpgsql
as $$
declare
  ahead record;
begin
  select
    u.id,
    case when u.noted_at > clock then 'notedat' else 'time' end as attribute,
    case when u.noted_at > clock then u.noted_at else u.effective_at end as moment
  into ahead
  from unnest(ids, times, noted) as u (id, effective_at, noted_at)
  where u.effective_at > clock + interval '5 minutes'
    or u.noted_at > clock
  limit 1;
  if found then
    perform log.refuse(
      'OKR05',
      format('%s of the event %s is %s, ahead of the log''s clock', ahead.attribute, ahead.id, ahead.moment),
      json_build_object(
        'id', ahead.id,
        'attribute', ahead.attribute,
        'moment', log.instant(ahead.moment),
        'clock', log.instant(clock)
      )
    );
  end if;
end
$$;
