# Layouts and plugins that are not part of a site's data: every page gets the same bare layout, and tags and filters of the site's
# own stand in for themselves with text that is marked as theirs (`data-shim`), so that it is not compared.
require "cgi"
require "json"

module Reference
  SPACES = /\s+/.freeze

  def self.shim(name, text = "")
    %(<span data-shim="#{name}">#{CGI.escapeHTML(text.to_s)}</span>)
  end

  # The names that a profile collection gives for the keys under `authors`.
  def self.authors(site, data)
    keys = Array(data["authors"] || data["author"]).flatten.compact
    profiles = site.collections["authors"]&.docs || []
    keys.map do |key|
      next key["name"] || key["full_name"] || key.values.first if key.is_a?(Hash)

      known = site.data.dig("authors", key.to_s)
      profile = profiles.find { |doc| doc.basename_without_ext == key.to_s || doc.data["name"].to_s.strip == key.to_s.strip }
      (known && (known["name"] || known["full_name"])) || (profile && (profile.data["full_name"] || profile.data["title"])) || key
    end.map { |name| name.to_s.strip.gsub(SPACES, " ") }
  end

  def self.kind(item)
    return item.collection.label == "posts" ? "post" : "page" unless item.is_a?(Jekyll::Page)
    return "term" if defined?(Jekyll::Archives::Archive) && item.is_a?(Jekyll::Archives::Archive)
    return "list" if item.respond_to?(:pager) && item.pager && item.pager.page > 1

    "page"
  end

  def self.facts(item)
    kind = kind(item)
    kind = "author" if kind == "page" && !item.is_a?(Jekyll::Page) && item.collection.label == "authors"
    values = { "kind" => kind, "source" => item.is_a?(Jekyll::Page) ? item.path : item.relative_path,
               "title" => item.data["title"].to_s, "language" => item.data["lang"] || item.site.config["lang"] || "en" }
    if kind == "post"
      values["date"] = item.date.strftime("%Y-%m-%d")
      values["authors"] = authors(item.site, item.data)
      values["terms"] = (Array(item.data["categories"]) + Array(item.data["tags"])).flatten.compact.map(&:to_s)
    end
    values
  end

  # Jekyll's own redirect pages, feeds and texts stay as they are.
  def self.ours?(item)
    return false if defined?(JekyllRedirectFrom::RedirectPage) && item.is_a?(JekyllRedirectFrom::RedirectPage)
    return false if item.data["redirect_to"]

    item.output_ext == ".html"
  end
end

Jekyll::Hooks.register [:pages, :documents], :pre_render do |item|
  item.data["layout"] = nil if Reference.ours?(item)
end

Jekyll::Hooks.register [:pages, :documents], :post_render do |item|
  if Reference.ours?(item)
    facts = JSON.generate(Reference.facts(item)).gsub("</", "<\\/")
    item.output = <<~HTML
      <!doctype html>
      <html lang="#{item.data["lang"] || "en"}"><head><meta charset="utf-8"><title>#{item.data["title"]}</title>
      <script type="application/json" id="old-page">#{facts}</script></head>
      <body><h1>#{item.data["title"]}</h1><main id="old-body">
      #{item.output}
      </main></body></html>
    HTML
  end
end

# Filters of this site's own plugins. Their names are linked to a profile there; `lookup` and the like read other documents.
module ReferenceFilters
  def team_link(key)
    Reference.shim("team_link", key)
  end

  def team_photo(key)
    Reference.shim("team_photo")
  end

  def embed(address, title = "")
    Reference.shim("embed", title)
  end

  def lookup(value, *)
    value
  end

  def find_collection(_site, name)
    found = @context.registers[:site].collections[name]
    found ? found.docs.map(&:to_liquid) : []
  end

  def weighted_sort(items, *keys)
    items.sort_by { |item| keys.map { |key| item[key].to_s } }
  end

  def in_groups(items, count)
    items = Array(items)
    items.each_slice([(items.length.to_f / count).ceil, 1].max).to_a
  end
end

Liquid::Template.register_filter(ReferenceFilters)

# Tags of plugins whose output comes from other sites.
class ReferenceTag < Liquid::Tag
  def initialize(name, markup, tokens)
    super
    @name = name
  end

  def render(_context)
    Reference.shim(@name)
  end
end

# One with an end shows what is inside.
class ReferenceBlock < Liquid::Block
end

# Tags that nobody has defined. Those of gems are defined after this and win.
texts = Dir.glob("**/*.{md,markdown,html}").reject { |file| file.start_with?("_layouts/") }.map { |file| File.read(file, encoding: "UTF-8").scrub }
names = texts.flat_map { |text| text.scan(/\{%-?\s*(\w+)/).flatten }.uniq
names.reject { |name| name.start_with?("end") || Liquid::Template.tags[name] || %w[else elsif when].include?(name) }.each do |name|
  Liquid::Template.register_tag(name, names.include?("end#{name}") ? ReferenceBlock : ReferenceTag)
end

# An include that the data does not have is an empty stand-in.
class ReferenceInclude < Jekyll::Tags::IncludeTag
  def render(context)
    super
  rescue IOError
    Reference.shim("include #{@file}")
  end
end

Liquid::Template.register_tag("include", ReferenceInclude)
