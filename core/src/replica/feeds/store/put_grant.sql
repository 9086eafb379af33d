INSERT INTO feed (feed, position, kind, area, name, level)
VALUES (:feed, :position, :kind, :area, :name, :level)
ON CONFLICT (feed) DO UPDATE SET position = excluded.position, kind = excluded.kind,
  area = excluded.area, name = excluded.name, level = excluded.level
