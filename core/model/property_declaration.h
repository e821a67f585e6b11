// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Included by property.h only: the templates behind TURNPIKE_PROPERTY.

#include <type_traits>

namespace turnpike::model {

namespace detail {

template <class Type>
struct ListElement {
    using Element = void;
};
template <class Value>
struct ListElement<QList<Value>> {
    using Element =
        std::conditional_t<std::is_same_v<Value, QString> || std::is_same_v<Value, IpNetwork>, void, Value>;
};

template <class Type>
concept Gadget = requires
{
    Type::staticMetaObject;
}
&&!std::is_enum_v<Type>;

template <class Element>
inline constexpr ListAccess kListAccess{
    [](const void *list) { return static_cast<int>(static_cast<const QList<Element> *>(list)->size()); },
    [](const void *list, int index) -> const void * {
        return &static_cast<const QList<Element> *>(list)->at(index);
    },
    [](void *list, int index) -> void * { return &(*static_cast<QList<Element> *>(list))[index]; },
    [](void *list, int index) { static_cast<QList<Element> *>(list)->insert(index, Element{}); },
    [](void *list, int index) { static_cast<QList<Element> *>(list)->removeAt(index); },
    [](void *list, int from, int to) { static_cast<QList<Element> *>(list)->move(from, to); }};

template <class Member>
struct MemberOf;
template <class Owner, class Value>
struct MemberOf<Value Owner::*> {
    using Class = Owner;
    using Type = Value;
};

} // namespace detail

/// What the compiler knows of a property: its name, type, initial value, and how to reach it in an object.
template <auto Member>
void bindMember(PropertyInfo &info, const char *name)
{
    using Class = typename detail::MemberOf<decltype(Member)>::Class;
    using Type = typename detail::MemberOf<decltype(Member)>::Type;
    using Element = typename detail::ListElement<Type>::Element;

    info.m_name = QString::fromLatin1(name);
    info.m_member = [](const void *object) -> const void * {
        return &(static_cast<const Class *>(object)->*Member);
    };
    if constexpr (!std::is_void_v<Element>) {
        info.m_elementClass = &Element::staticMetaObject;
        info.m_list = &detail::kListAccess<Element>;
    } else if constexpr (detail::Gadget<Type>) {
        info.m_elementClass = &Type::staticMetaObject;
    } else {
        info.m_type = ValueType::of<Type>();
        info.m_default = QVariant::fromValue(Class{}.*Member);
        info.m_read = [](const void *object) {
            return QVariant::fromValue(static_cast<const Class *>(object)->*Member);
        };
        info.m_write = [](void *object, const QVariant &value) {
            static_cast<Class *>(object)->*Member = value.value<Type>();
        };
    }
}

} // namespace turnpike::model
